package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.testing.contract.Envelopes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the items look like: names, frames, heads, steps, tags, and how long they are kept. */
class FormsTest {
    private static final Names NAMES = new Names(new CacheId("ns", "cache"));
    private static final Position AT = new Position(0, 7, 1_000, 11);

    private static Head head(long tagMaximum) {
        return new Head(AT, 100, tagMaximum, List.of(new Position(0, 7, 999, 3)));
    }

    @Test
    void name_plainKey_isReadable() {
        assertThat(NAMES.value(bytes("k:1")).text()).isEqualTo("ns:cache:k:1");
    }

    @Test
    void name_anyKey_isOneThatMemcachedTakesAndNoOtherKeyHas() {
        Random random = new Random(1);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] key = new byte[random.nextInt(2_001)];
            random.nextBytes(key);
            String name = NAMES.value(key).text();
            assertThat(name.length()).isLessThanOrEqualTo(250);
            assertThat(name.chars()).allMatch(c -> c > 0x20 && c < 0x7F);
            if (key.length > 8) {
                assertThat(names.add(name)).isTrue();
            }
        }
        assertThat(NAMES.value(bytes("x".repeat(241))).hashed()).isFalse();
        assertThat(NAMES.value(bytes("x".repeat(242))).hashed()).isTrue();
        assertThat(NAMES.value(new byte[0]).hashed()).isTrue();
    }

    @Test
    void frame_everyForm_comesBack() {
        Frame.Body body = new Frame.Body(123, Frame.Packing.DEFLATED, bytes("value"));
        Frame.Lease lease = new Frame.Lease(new LeaseToken(1, 2), AT, 456);
        List<Frame> frames = List.of(
                Frame.EMPTY,
                Frame.of(body),
                Frame.of(lease, null),
                Frame.of(lease, body),
                Frame.of(new Frame.Mark(new LeaseToken(3, 4), 789)),
                Frame.barred(99));
        for (byte[] key : List.of(bytes("plain"), bytes("not plain"))) {
            ItemName name = NAMES.value(key);
            for (Frame frame : frames) {
                Frame read = read(name, frame.bytes(name));
                assertThat(read.lease()).isEqualTo(frame.lease());
                assertThat(read.writing()).isEqualTo(frame.writing());
                assertThat(read.barredUntil()).isEqualTo(frame.barredUntil());
                assertThat(read.body() == null).isEqualTo(frame.body() == null);
                if (read.body() != null) {
                    assertThat(read.body().bytes()).isEqualTo(bytes("value"));
                    assertThat(read.body().deadAt()).isEqualTo(123);
                    assertThat(read.body().packing()).isEqualTo(Frame.Packing.DEFLATED);
                }
            }
        }
    }

    private static Frame read(ItemName name, byte[] item) {
        Frame frame = Frame.read(name, item);
        if (frame == null) {
            throw new AssertionError("unreadable");
        }
        return frame;
    }

    @Test
    void frame_ofAnotherKeyUnderTheSameHash_isNone() {
        ItemName mine = NAMES.value(bytes("a key"));
        ItemName other = new ItemName(mine.text(), bytes("b key"), true);
        byte[] item =
                Frame.of(new Frame.Body(1, Frame.Packing.PLAIN, bytes("b's"))).bytes(other);
        assertThat(Frame.read(mine, item)).isNull();
        assertThat(Frame.read(other, item)).isNotNull();
    }

    @Test
    void forms_tornOrDamagedBytes_areNeverAnError() {
        Random random = new Random(2);
        ItemName name = NAMES.value(bytes("a key"));
        Frame.Lease lease = new Frame.Lease(new LeaseToken(1, 2), AT, 456);
        List<byte[]> whole = List.of(
                Frame.of(lease, new Frame.Body(1, Frame.Packing.PLAIN, bytes("v")))
                        .bytes(name),
                head(5).bytes(),
                new Step(Operation.TAG, List.of(AT), List.of(bytes("t"))).bytes(),
                after(null, 7, List.of("t"), 0, 3).bytes());
        for (int i = 0; i < 40_000; i++) {
            byte[] some = whole.get(i % 4);
            byte[] bytes = Arrays.copyOf(some, random.nextInt(some.length + 1));
            if (bytes.length > 3 && random.nextBoolean()) {
                bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
            }
            assertThatCode(() -> {
                        Frame.read(name, bytes);
                        Head.of(0, bytes);
                        Step.of(AT, bytes);
                        TagIndex.of(bytes);
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void head_andStep_comeBack() {
        assertThat(Head.of(0, head(5).bytes())).isEqualTo(head(5));
        Step step = new Step(Operation.INVALIDATE, List.of(AT), List.of(bytes("a"), bytes("b")));
        Step read = Step.of(AT, step.bytes());
        assertThat(read).isNotNull();
        assertThat(read.operation()).isEqualTo(Operation.INVALIDATE);
        assertThat(read.former()).containsExactly(AT);
        assertThat(read.names()).containsExactly(bytes("a"), bytes("b"));
        assertThat(Head.isNewer(new byte[] {(byte) 0xC7, 2, 0})).isTrue();
    }

    @Test
    void tags_indexThatKnowsAll_voidsWhatIsOlderThanItsTag() {
        TagIndex index = after(after(null, 7, List.of("red"), 0, 200), 7, List.of("blue"), 200, 300);
        Head head = head(300);
        assertThat(permits(index, head, 250, "red")).isTrue();
        assertThat(permits(index, head, 150, "red")).isFalse();
        assertThat(permits(index, head, 250, "red", "blue")).isFalse();
        assertThat(permits(index, head, 150, "green")).isTrue();
        assertThat(permits(TagIndex.of(index.bytes()), head, 150, "red")).isFalse();
    }

    @Test
    void tags_indexLostOrBehindOrOfAnotherEra_voidsWhateverItWouldHaveToVouchFor() {
        TagIndex behind = after(null, 7, List.of("red"), 0, 200);
        TagIndex otherEra = after(null, 8, List.of("red"), 0, 300);
        for (TagIndex index : Arrays.asList(null, behind, otherEra)) {
            assertThat(permits(index, head(300), 250, "green")).isFalse();
            assertThat(permits(index, head(300), 300, "green")).isTrue();
            assertThat(permits(index, head(300), 250)).isTrue();
        }
    }

    @Test
    void tags_indexBegunAnewAfterALoss_voidsAllThatIsOlderThanTheLoss() {
        TagIndex anew = after(null, 7, List.of("blue"), 200, 300);
        assertThat(permits(anew, head(300), 199, "red")).isFalse();
        assertThat(permits(anew, head(300), 250, "red")).isTrue();
        TagIndex gap = after(after(null, 7, List.of("red"), 0, 100), 7, List.of("blue"), 200, 300);
        assertThat(permits(gap, head(300), 150, "green")).isFalse();
    }

    @Test
    void tags_moreThanAnItemHolds_becomeABase() {
        TagIndex index = null;
        String tag = "t".repeat(1_000);
        for (int i = 1; i <= 200; i++) {
            index = after(index, 7, List.of(tag + i), i - 1, i);
            assertThat(index.bytes().length).isLessThan(300_000);
            assertThat(permits(index, head(i), i - 1, tag + i)).isFalse();
            assertThat(permits(index, head(i), 0, tag + 1)).isFalse();
        }
    }

    private static TagIndex after(@Nullable TagIndex before, int era, List<String> tags, long former, long stamp) {
        return TagIndex.after(before, era, tags, former, stamp, 256 * 1_024);
    }

    private static boolean permits(@Nullable TagIndex index, Head head, long version, String... tags) {
        byte[] envelope = Envelopes.of("v", tags);
        EnvelopeHeader.stamp(envelope, 7, version);
        return TagIndex.permits(index, head, envelope, version);
    }

    @Test
    void expiry_anyLife_isNeverTooShort() {
        long now = 1_800_000_000_000L;
        assertThat(Expiry.of(1, now)).isEqualTo(2);
        assertThat(Expiry.of(1_000, now)).isEqualTo(2);
        assertThat(Expiry.of(1_001, now)).isEqualTo(3);
        int thirtyDays = (int) Duration.ofDays(30).toSeconds();
        assertThat(Expiry.of(Duration.ofDays(30).toMillis() - 1_000, now)).isEqualTo(thirtyDays);
        assertThat(Expiry.of(Duration.ofDays(30).toMillis(), now)).isEqualTo(1_800_000_000 + thirtyDays + 1);
        assertThat(Expiry.of(Duration.ofDays(365).toMillis(), now)).isEqualTo(1_800_000_000 + 365 * 86_400 + 1);
        assertThat(Expiry.of(Long.MAX_VALUE / 2, now)).isEqualTo(Integer.MAX_VALUE);
    }
}
