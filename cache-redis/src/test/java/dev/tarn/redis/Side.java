package dev.tarn.redis;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import dev.tarn.testing.contract.RecordingListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One of two stores that are asked the same, and its answers as text. Positions are named in the order in which they appear, so that those
 * of a fake and of a real server compare.
 */
final class Side implements AutoCloseable {
    final RemoteStore store;
    final RemoteTier tier;
    final BusChannel channel;
    final RecordingListener listener = new RecordingListener();
    final List<Position> positions = new ArrayList<>();
    final List<Invalidation> steps = new ArrayList<>();

    Side(RemoteStore store, CacheId cache) {
        this.store = store;
        this.tier = store.open(cache);
        this.channel = Objects.requireNonNull(store.bus()).open(cache, listener);
    }

    String name(Position position) {
        if (position.isUnknown()) {
            return "unknown";
        }
        if (!positions.contains(position)) {
            positions.add(position);
        }
        return "p" + positions.indexOf(position) + "/" + position.shard();
    }

    String say(Object answer) {
        if (answer instanceof List<?> many) {
            return many.stream().map(this::say).toList().toString();
        } else if (answer instanceof Applied applied) {
            return name(applied.previous()) + ">" + name(applied.current());
        } else if (answer instanceof RemoteRead read) {
            return value(read.envelope()) + "@" + name(read.head());
        } else if (answer instanceof Conditional conditional) {
            return conditional.done() + " " + say(conditional.applied());
        } else if (answer instanceof Begun begun) {
            return begun(begun);
        } else if (answer instanceof Polled polled) {
            return polled(polled);
        } else if (answer instanceof Invalidation step) {
            return step(step);
        }
        return String.valueOf(answer);
    }

    private String begun(Begun begun) {
        if (begun instanceof Begun.Hit hit) {
            return "hit " + value(hit.envelope()) + "@" + name(hit.head());
        } else if (begun instanceof Begun.Leased leased) {
            return "leased " + name(leased.label()) + " " + value(leased.stale());
        } else if (begun instanceof Begun.Held held) {
            return "held " + minutes(held.remaining()) + " " + value(held.stale());
        }
        return "barred@" + name(((Begun.Barred) begun).head());
    }

    /** Rounds up: two servers that are asked one after the other have not the same milliseconds left. */
    private static long minutes(Duration remaining) {
        return (remaining.toMillis() + 59_999) / 60_000;
    }

    private String polled(Polled polled) {
        if (polled instanceof Polled.Reset reset) {
            return "reset " + reset.forked() + "@" + name(reset.head());
        }
        Polled.Entries entries = (Polled.Entries) polled;
        for (Invalidation step : entries.steps()) {
            if (steps.stream().noneMatch(known -> known.current().equals(step.current()))) {
                steps.add(step);
            }
        }
        return say(entries.steps()) + "@" + name(entries.head());
    }

    private String step(Invalidation step) {
        List<String> names = step.names().stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .toList();
        return step.operation() + " " + name(step.previous()) + ">" + name(step.current()) + names;
    }

    private String value(byte[] envelope) {
        if (envelope == null) {
            return "-";
        }
        if (!EnvelopeHeader.isEnvelope(envelope)) {
            return "foreign:" + HexFormat.of().formatHex(envelope);
        }
        long version = EnvelopeHeader.version(envelope);
        int era = EnvelopeHeader.era(envelope);
        String at = positions.stream()
                .filter(position -> position.stamp() == version && position.era() == era)
                .map(this::name)
                .findFirst()
                .orElse("?");
        String header = HexFormat.of().formatHex(Arrays.copyOf(envelope, EnvelopeHeader.ERA_OFFSET));
        String rest = new String(
                envelope, EnvelopeHeader.LENGTH, envelope.length - EnvelopeHeader.LENGTH, StandardCharsets.ISO_8859_1);
        return header + "'" + rest + "'" + at;
    }

    /** Returns what was heard of a shard. */
    String heard(int shard) {
        return say(listener.messages().stream()
                .filter(message -> message.current().shard() == shard)
                .toList());
    }

    @Override
    public void close() {
        channel.close();
        store.close();
    }
}
