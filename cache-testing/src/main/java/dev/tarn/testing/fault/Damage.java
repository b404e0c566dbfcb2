package dev.tarn.testing.fault;

import dev.tarn.spi.Begun;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.RemoteRead;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Damages envelopes in one way. */
final class Damage {
    private final Fault.Kind kind;
    private final FaultScript random;

    Damage(Fault.Kind kind, FaultScript random) {
        this.kind = kind;
        this.random = random;
    }

    RemoteRead read(RemoteRead read) {
        return new RemoteRead(damaged(read.envelope()), read.head());
    }

    List<RemoteRead> reads(List<RemoteRead> reads) {
        return reads.stream().map(this::read).toList();
    }

    List<Begun> begun(List<Begun> answers) {
        return answers.stream().map(this::one).toList();
    }

    private Begun one(Begun begun) {
        if (begun instanceof Begun.Hit hit) {
            return new Begun.Hit(bytes(hit.envelope()), hit.head());
        }
        if (begun instanceof Begun.Leased leased) {
            return new Begun.Leased(leased.label(), damaged(leased.stale()));
        }
        if (begun instanceof Begun.Held held) {
            return new Begun.Held(held.remaining(), damaged(held.stale()));
        }
        return begun;
    }

    private byte @Nullable [] damaged(byte @Nullable [] envelope) {
        return envelope == null ? null : bytes(envelope);
    }

    private byte[] bytes(byte[] envelope) {
        return switch (kind) {
            case TRUNCATE -> Arrays.copyOf(envelope, random.below(Math.max(1, envelope.length)));
            case FLIP_BIT -> flipped(envelope);
            case FOREIGN -> foreign();
            default -> throw new IllegalStateException(kind + " does no damage");
        };
    }

    /** Spares the era and the version, which no checksum covers because the store writes them. */
    private byte[] flipped(byte[] envelope) {
        byte[] bytes = envelope.clone();
        int sparedBytes = EnvelopeHeader.LENGTH - EnvelopeHeader.ERA_OFFSET;
        int bit = random.below(Math.max(1, bytes.length - sparedBytes) * 8);
        int at = bit / 8 < EnvelopeHeader.ERA_OFFSET ? bit / 8 : bit / 8 + sparedBytes;
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << (bit % 8));
        }
        return bytes;
    }

    private byte[] foreign() {
        byte[] bytes = new byte[1 + random.below(64)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + random.below(26));
        }
        return bytes;
    }
}
