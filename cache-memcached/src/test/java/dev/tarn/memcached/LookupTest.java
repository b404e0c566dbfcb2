package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.spy.memcached.ops.OperationState;
import net.spy.memcached.protocol.BaseOperationImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Feeds answers, whole and in pieces, to reads of many names in both protocols. */
class LookupTest {
    private final Session session =
            new Session(MemcachedStore.builder().uri("memcached://a").options());

    @AfterEach
    void close() {
        session.close();
    }

    private Requests.Get get(String... names) {
        Server server = session.servers().get(0);
        return new Requests.Get(server, "read", List.of(names), server.nanos() + 1_000_000_000L);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] written(BaseOperationImpl lookup) {
        lookup.initialize();
        byte[] sent = new byte[lookup.getBuffer().remaining()];
        lookup.getBuffer().get(sent);
        return sent;
    }

    /** Hands on an answer in pieces; returns what is left when the operation is over. */
    private static int feed(BaseOperationImpl lookup, byte[] answer, Random pieces) throws IOException {
        int at = 0;
        while (at < answer.length && lookup.getState() != OperationState.COMPLETE) {
            int length = Math.min(answer.length - at, 1 + pieces.nextInt(answer.length));
            ByteBuffer piece = ByteBuffer.wrap(answer, at, length);
            lookup.readFromBuffer(piece);
            at = piece.position();
        }
        return answer.length - at;
    }

    private static List<@Nullable String> texts(Requests.Get get) {
        List<@Nullable String> texts = new ArrayList<>();
        for (byte[] value : get.join()) {
            texts.add(value == null ? null : new String(value, StandardCharsets.ISO_8859_1));
        }
        return texts;
    }

    private static byte[] answer(int command, int opaque, int status, String flags, String value) {
        ByteBuffer out = ByteBuffer.allocate(24 + flags.length() + value.length());
        out.put((byte) 0x81).put((byte) command).putShort((short) 0);
        out.put((byte) flags.length()).put((byte) 0).putShort((short) status);
        out.putInt(flags.length() + value.length()).putInt(opaque).putLong(7);
        return out.put(bytes(flags)).put(bytes(value)).array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void text_request_asksInTheOrderGiven() {
        assertThat(written(new TextLookup(get("b", "a", "b")))).isEqualTo(bytes("get b a b\r\n"));
    }

    @Test
    void text_answerInAnyPieces_findsEachItsOwn() throws IOException {
        byte[] answer = bytes("VALUE ab 0 4\r\n\r\nEN\r\nVALUE a 12 0\r\n\r\nVALUE a 0 3\r\nxyz\r\nEND\r\nVALUE");
        for (int seed = 0; seed < 200; seed++) {
            Requests.Get get = get("missing", "ab", "a", "gone", "a");
            TextLookup lookup = new TextLookup(get);
            assertThat(feed(lookup, answer, new Random(seed))).isEqualTo(bytes("VALUE").length);
            assertThat(texts(get)).containsExactly(null, "\r\nEN", "", null, "xyz");
        }
    }

    @Test
    void text_nothingThere_isAllNull() throws IOException {
        Requests.Get get = get("a", "b");
        feed(new TextLookup(get), bytes("END\r\n"), new Random(1));
        assertThat(texts(get)).containsExactly(null, null);
    }

    @Test
    void text_answersThatMakeNoSense_giveTheConnectionUp() {
        for (String answer : List.of(
                "VALUE c 0 1\r\nx\r\nEND\r\n", // not asked
                "VALUE b 0 1\r\nx\r\nVALUE a 0 1\r\nx\r\nEND\r\n", // not in order
                "VALUE a 0 1\r\nxEND\r\n", // a value without its end
                "VALUE a 0 1\r\nxy\r\nEND\r\n",
                "\r\nEND\r\n",
                "VALUE a 0 99999999\r\n",
                "VALUE a 0 9999999999999999999999\r\n",
                "VALUE a 0\r\n",
                "VALUE a 0 x\r\n",
                "ERROR\r\n",
                "SERVER_ERROR out of memory\r\n",
                "\u0081\t\0\0\r\n",
                "x".repeat(5_000))) {
            TextLookup lookup = new TextLookup(get("a", "b"));
            assertThatThrownBy(() -> feed(lookup, bytes(answer), new Random(1)))
                    .as(answer)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void binary_request_asksInTheOrderGivenAndEndsWithNoOp() {
        ByteBuffer sent = ByteBuffer.wrap(written(new BinaryLookup(get("b", "ac"))));
        assertThat(sent.remaining()).isEqualTo(3 * 24 + 3);
        assertThat(sent.getShort(0)).isEqualTo((short) 0x8009);
        assertThat(sent.getShort(2)).isEqualTo((short) 1);
        assertThat(sent.getInt(8)).isEqualTo(1);
        assertThat(sent.getInt(12)).isEqualTo(0);
        assertThat(sent.get(24)).isEqualTo((byte) 'b');
        assertThat(sent.getInt(25 + 12)).isEqualTo(1);
        assertThat(sent.getShort(51)).isEqualTo((short) 0x800A);
        assertThat(sent.getInt(51 + 12)).isEqualTo(2);
    }

    @Test
    void binary_answerInAnyPieces_findsEachItsOwn() throws IOException {
        byte[] answer = joined(
                answer(0x09, 1, 0, "flag", "one"),
                answer(0x09, 2, 0, "flag", ""),
                answer(0x0A, 3, 0, "", ""),
                bytes("next"));
        for (int seed = 0; seed < 200; seed++) {
            Requests.Get get = get("a", "b", "c");
            assertThat(feed(new BinaryLookup(get), answer, new Random(seed))).isEqualTo(4);
            assertThat(texts(get)).containsExactly(null, "one", "");
        }
    }

    @Test
    void binary_errorOnOneName_failsTheReadAndKeepsTheConnection() throws IOException {
        Requests.Get get = get("a", "b");
        byte[] answer = joined(
                answer(0x09, 0, 0x82, "", "Out of memory"),
                answer(0x09, 1, 0, "flag", "x"),
                answer(0x0A, 2, 0, "", ""));
        assertThat(feed(new BinaryLookup(get), answer, new Random(1))).isZero();
        assertThatThrownBy(get::join).hasMessageContaining("refused: Out of memory");
    }

    @Test
    void binary_answersThatMakeNoSense_giveTheConnectionUp() {
        byte[] huge = answer(0x09, 0, 0, "flag", "");
        Arrays.fill(huge, 8, 12, (byte) 0xFF);
        byte[] negative = answer(0x09, 0, 0, "flag", "");
        Arrays.fill(negative, 8, 12, (byte) 0);
        for (byte[] answer : List.of(
                huge,
                negative,
                answer(0x09, 2, 0, "flag", "x"),
                answer(0x09, -1, 0, "flag", "x"),
                answer(0x0A, 1, 0, "", ""),
                bytes("VALUE a 0 1\r\nx\r\nEND\r\n....."))) {
            BinaryLookup lookup = new BinaryLookup(get("a", "b"));
            assertThatThrownBy(() -> feed(lookup, answer, new Random(1))).isInstanceOf(IOException.class);
        }
    }
}
