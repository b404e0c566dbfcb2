package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.testing.contract.Sample.Part;
import dev.tarn.testing.contract.Sample.Piece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every provider's codecs of keys and values do. {@link EntryCodecContract} is about the envelope. */
public abstract class CodecContract extends ContractSupport {
    private static final int FUZZ_ROUNDS = 2_000;

    /** For subclasses. */
    protected CodecContract() {}

    /** Returns a provider as another process would have it: made anew, nothing shared with those returned before. */
    protected abstract CodecProvider provider();

    @Test
    void keys_ofUsualTypes_comeBackEqual() {
        expectRoundTrip(provider().keys(Long.class), 0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
        expectRoundTrip(provider().keys(Integer.class), 0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        expectRoundTrip(provider().keys(String.class), "", "a", "ä€😀", "x".repeat(1_000), "\u0000");
        expectRoundTrip(provider().keys(UUID.class), new UUID(1, 2), new UUID(-1, Long.MIN_VALUE));
        expectRoundTrip(provider().keys(Part.class), new Part("bolt", 1.5), new Part("", -0.0));
    }

    @Test
    void keys_equal_giveEqualBytesInEveryProcess() {
        for (int i = 0; i < 50; i++) {
            assertThat(provider().keys(Part.class).encode(new Part("p" + i, i)))
                    .isEqualTo(provider().keys(Part.class).encode(new Part(new String("p" + i), i)));
            assertThat(provider().keys(Long.class).encode(i * 1_000L))
                    .isEqualTo(provider().keys(Long.class).encode(Long.valueOf(i * 1_000L)));
        }
    }

    @Test
    void keys_different_giveDifferentBytes() {
        Codec<Long> longs = provider().keys(Long.class);
        Codec<String> strings = provider().keys(String.class);
        List<ByteBuffer> seen = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(ByteBuffer.wrap(longs.encode((long) i * i)));
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(strings.encode("a")).isNotEqualTo(strings.encode("A")).isNotEqualTo(strings.encode("a "));
    }

    @Test
    void values_ofUsualTypes_comeBackEqual() {
        Codec<Sample> samples = provider().values(Sample.class);
        expectRoundTrip(samples, Sample.of(0), Sample.of(1), Sample.of(-7));
        expectRoundTrip(provider().values(String.class), "", "ä€😀", "x".repeat(100_000));
        expectRoundTrip(provider().values(Long.class), 0L, Long.MIN_VALUE);
    }

    @Test
    void values_ofOneProcess_areReadByAnother() {
        Codec<Sample> writer = provider().values(Sample.class);
        CodecProvider other = provider();
        other.values(Piece.class);
        Codec<Sample> reader = other.values(Sample.class);
        assertThat(reader.id()).isEqualTo(writer.id());
        assertThat(reader.fingerprint()).isEqualTo(writer.fingerprint());
        assertThat(reader.decode(ByteBuffer.wrap(writer.encode(Sample.of(3))))).isEqualTo(Sample.of(3));
    }

    @Test
    void fingerprint_differentTypes_differs() {
        assertThat(List.of(
                        provider().values(Sample.class).fingerprint(),
                        provider().values(Part.class).fingerprint(),
                        provider().values(Piece.class).fingerprint(),
                        provider().values(String.class).fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void decode_partOfABuffer_readsFromPositionToLimit() {
        Codec<Sample> codec = provider().values(Sample.class);
        byte[] bytes = codec.encode(Sample.of(5));
        for (ByteBuffer around :
                List.of(ByteBuffer.allocate(bytes.length + 20), ByteBuffer.allocateDirect(bytes.length + 20))) {
            around.position(9);
            around.put(bytes);
            around.flip().position(9);
            assertThat(codec.decode(around)).isEqualTo(Sample.of(5));
        }
        ByteBuffer readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        assertThat(codec.decode(readOnly)).isEqualTo(Sample.of(5));
    }

    @Test
    void encode_result_belongsToTheCaller() {
        Codec<Sample> codec = provider().values(Sample.class);
        byte[] first = codec.encode(Sample.of(1));
        byte[] copy = first.clone();
        codec.encode(Sample.of(2));
        assertThat(first).isEqualTo(copy);
        Arrays.fill(first, (byte) 0);
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(Sample.of(1))))).isEqualTo(Sample.of(1));
    }

    @Test
    void decode_truncatedBytes_throwsItsOwnFailure() {
        Codec<Sample> codec = provider().values(Sample.class);
        byte[] bytes = codec.encode(Sample.of(1));
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertThatThrownBy(() -> codec.decode(cut)).as("length " + length).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_anyBytes_throwsNothingButItsOwnFailure() {
        Codec<Sample> codec = provider().values(Sample.class);
        byte[] good = codec.encode(Sample.of(1));
        Random random = new Random(11);
        for (int round = 0; round < FUZZ_ROUNDS; round++) {
            byte[] bytes = round % 2 == 0 ? good.clone() : new byte[random.nextInt(200)];
            if (round % 2 == 1) {
                random.nextBytes(bytes);
            }
            for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            expectValueOrFailure(codec, bytes, round);
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void encode_typeNobodyAllowed_throwsItsOwnFailure() {
        Codec<Object> codec = (Codec<Object>) (Codec<?>) provider().values(Sample.class);
        assertThatThrownBy(() -> codec.encode(new Thread("never encoded"))).isInstanceOf(CodecException.class);
    }

    @Test
    void codec_manyThreads_mixesNothingUp() {
        Codec<Sample> codec = provider().values(Sample.class);
        List<Callable<Boolean>> users = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int offset = thread * 1_000;
            users.add(() -> {
                boolean right = true;
                for (int i = offset; i < offset + 200; i++) {
                    right &= codec.decode(ByteBuffer.wrap(codec.encode(Sample.of(i))))
                            .equals(Sample.of(i));
                }
                return right;
            });
        }
        assertThat(together(users)).containsOnly(true);
    }

    private static void expectValueOrFailure(Codec<Sample> codec, byte[] bytes, int round) {
        try {
            assertThat(codec.decode(ByteBuffer.wrap(bytes))).isNotNull();
        } catch (CodecException expected) {
            assertThat(expected.reason()).as("round " + round).isNotNull();
        }
    }

    @SafeVarargs
    private static <T> void expectRoundTrip(Codec<T> codec, T... values) {
        for (T value : values) {
            assertThat(codec.decode(ByteBuffer.wrap(codec.encode(value)))).isEqualTo(value);
        }
    }
}
