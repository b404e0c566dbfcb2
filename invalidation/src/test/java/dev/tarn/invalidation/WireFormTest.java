package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormTest {
    private static final Position BEFORE = new Position(0x0102, 0xA1B2C3D4, 0x0005F00000000001L, 0x11223344);
    private static final Position AFTER = new Position(0x0102, 0xA1B2C3D4, 0x0005F00000000002L, 0xFFEEDDCC);

    /** An invalidation of the keys "a" and "bc", put together by hand. */
    private static final String TWO_KEYS = "c7" + "11" + "0102" + "a1b2c3d4"
            + "0005f00000000001" + "11223344"
            + "0005f00000000002" + "ffeeddcc"
            + "0002" + "01" + "61" + "02" + "6263";

    private static final String CLEAR = "c7" + "12" + "0102" + "a1b2c3d4"
            + "0005f00000000001" + "11223344"
            + "0005f00000000002" + "ffeeddcc"
            + "0000";

    private static final String GENESIS = "c7" + "16" + "0102" + "a1b2c3d4"
            + "0000000000000000" + "00000000"
            + "0005f00000000002" + "ffeeddcc"
            + "0000";

    private static Invalidation step(Operation operation, List<byte[]> names) {
        return new Invalidation(operation, BEFORE, AFTER, names);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Invalidation decode(byte[] bytes) {
        return WireForm.decode(ByteBuffer.wrap(bytes));
    }

    @Test
    void encode_givesTheFormByteByByte() {
        assertThat(hex(WireForm.encode(step(Operation.INVALIDATE, Steps.names("a", "bc")))))
                .isEqualTo(TWO_KEYS);
        assertThat(hex(WireForm.encode(step(Operation.CLEAR, List.of())))).isEqualTo(CLEAR);
        assertThat(hex(WireForm.encode(
                        new Invalidation(Operation.GENESIS, Position.unknown(0x0102), AFTER, List.of()))))
                .isEqualTo(GENESIS);
    }

    @Test
    void decode_readsTheFormByteByByte() {
        Invalidation decoded = decode(bytes(TWO_KEYS));

        assertThat(decoded.operation()).isEqualTo(Operation.INVALIDATE);
        assertThat(decoded.previous()).isEqualTo(BEFORE);
        assertThat(decoded.current()).isEqualTo(AFTER);
        assertThat(Steps.texts(decoded)).containsExactly("a", "bc");
        assertThat(decode(bytes(CLEAR)).names()).isEmpty();
        assertThat(decode(bytes(GENESIS)).previous()).isEqualTo(Position.unknown(0x0102));
    }

    @Test
    void message_ofOneKeyOf24Bytes_has59Bytes() {
        assertThat(WireForm.encode(step(Operation.INVALIDATE, List.of(new byte[24]))))
                .hasSize(59);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void operation_survivesTheRoundTrip(Operation operation) {
        assertThat(decode(WireForm.encode(step(operation, List.of()))).operation())
                .isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource({"0,00", "127,7f", "128,8001", "300,ac02", "16383,ff7f", "16384,808001", "1048576,808040"})
    void length_isAVarintLowestBitsFirst(int length, String varint) {
        byte[] encoded = WireForm.encode(step(Operation.INVALIDATE, List.of(new byte[length])));

        assertThat(hex(Arrays.copyOfRange(encoded, 34, encoded.length - length)))
                .isEqualTo(varint);
        assertThat(decode(encoded).names().get(0)).hasSize(length);
    }

    @Test
    void decode_takesAnyBuffer_leavesItAsItIs_andKeepsNoHoldOfIt() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(200).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(7).put(bytes(TWO_KEYS)).flip().position(7);

        Invalidation decoded = WireForm.decode(buffer);
        buffer.put(buffer.limit() - 1, (byte) 'x');

        assertThat(buffer.position()).isEqualTo(7);
        assertThat(decoded.current()).isEqualTo(AFTER);
        assertThat(Steps.texts(decoded)).containsExactly("a", "bc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "c6110102", "7b226b6579223a317d"})
    void decode_bytesOfOthers_areForeign(String hex) {
        assertThatThrownBy(() -> decode(bytes(hex)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c721", "c7f1", "c72101020304"})
    void decode_ofANewerVersion_saysSo(String hex) {
        assertThatThrownBy(() -> decode(bytes(hex)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_FORMAT));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 01, version 0",
        "1, 10, no operation",
        "1, 17, an operation that does not exist",
        "8, 0020000000000001, a stamp above 2^53",
        "8, ffffffffffffffff, a negative stamp",
        "8, 0000000000000000, a nonce without a stamp",
        "20, 0000000000000000, no stamp",
        "32, 0001, fewer names than there are",
        "32, 0003, more names than there are",
        "32, ffff, many more names",
        "34, 80, a length that does not end in time",
        "34, 02, a length that eats the next",
        "36, 7f, a length beyond the end",
        "1, 12, names on a clear",
        "1, 16, names on a beginning"
    })
    void decode_contradiction_isMalformed(int offset, String patch, String what) {
        byte[] message = bytes(TWO_KEYS);
        byte[] patched = bytes(patch);
        System.arraycopy(patched, 0, message, offset, patched.length);

        assertThatThrownBy(() -> decode(message))
                .as(what)
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void decode_lengthWithNeedlessBytes_isMalformed() {
        String padded = TWO_KEYS.substring(0, 68) + "8100" + "61" + "02" + "6263";

        assertThatThrownBy(() -> decode(bytes(padded)))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void decode_anyTruncation_isMalformed() {
        byte[] message = bytes(TWO_KEYS);

        IntStream.range(1, message.length)
                .forEach(length -> assertThatThrownBy(() -> decode(Arrays.copyOf(message, length)))
                        .as("%d bytes", length)
                        .isInstanceOfSatisfying(
                                CodecException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED)));
    }

    @Test
    void encode_tooMuch_isRefused() {
        List<byte[]> many = Collections.nCopies(65_536, new byte[0]);
        List<byte[]> longName = List.of(new byte[WireForm.MAXIMUM_NAME_BYTES + 1]);
        List<byte[]> large = Collections.nCopies(8, new byte[WireForm.MAXIMUM_NAME_BYTES]);

        for (List<byte[]> names : List.of(many, longName, large)) {
            assertThatThrownBy(() -> WireForm.encode(step(Operation.INVALIDATE, names)))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        }
    }

    @Test
    void encode_whatTheFormCannotSay_isRefused() {
        Position otherShard = new Position(1, AFTER.era(), 1, 1);
        Position otherEra = new Position(AFTER.shard(), 7, 1, 1);
        Position tooHigh = new Position(AFTER.shard(), AFTER.era(), WireForm.MAXIMUM_STAMP + 1, 1);

        for (Position previous : List.of(otherShard, otherEra, tooHigh)) {
            assertThatThrownBy(
                            () -> WireForm.encode(new Invalidation(Operation.INVALIDATE, previous, AFTER, List.of())))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void split_keepsTheOrder_andEveryPartFits() {
        List<byte[]> names = new Random(1)
                .ints(70_000, 0, 300)
                .mapToObj(length -> new byte[length])
                .toList();

        List<List<byte[]>> parts = WireForm.split(names);

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(parts.stream().flatMap(List::stream).toList()).isEqualTo(names);
        parts.forEach(part -> WireForm.encode(step(Operation.INVALIDATE, part)));
        assertThat(WireForm.split(List.of())).containsExactly(List.of());
    }

    /** Damages messages at random, and throws plain noise at the decoder: it must answer or refuse. */
    @Test
    void decode_damagedMessagesAndNoise_neverThrowsAnythingElse() {
        Random random = new Random(20_260_101);
        int decoded = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = i % 4 == 0 ? noise(random) : damaged(random);
            try {
                Invalidation invalidation = decode(message);
                assertThat(WireForm.encode(invalidation)).isEqualTo(message);
                decoded++;
            } catch (CodecException e) {
                assertThat(e.reason()).isIn(Reason.FOREIGN, Reason.NEWER_FORMAT, Reason.MALFORMED);
            }
        }
        assertThat(decoded).as("messages whose damage could not be seen").isGreaterThan(1000);
    }

    private static byte[] noise(Random random) {
        byte[] message = new byte[random.nextInt(80)];
        random.nextBytes(message);
        if (message.length > 1) {
            message[0] = (byte) 0xC7;
            message[1] = (byte) (0x10 | (message[1] & 0x07));
        }
        return message;
    }

    private static byte[] damaged(Random random) {
        byte[] message = bytes(TWO_KEYS);
        int damages = 1 + random.nextInt(3);
        for (int i = 0; i < damages; i++) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(message, random.nextInt(message.length + 8)) : message;
    }
}
