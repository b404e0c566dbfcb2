package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import dev.tarn.spi.RemoteTier.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RemoteStore} does with values: reads, writes, conditions, tags, clears, and the log beside them. {@link RemoteLeaseContract} is
 * about leases, {@link RemoteBusContract} about what it announces.
 */
public abstract class RemoteStoreContract extends RemoteContractSupport {
    /** For subclasses. */
    protected RemoteStoreContract() {}

    @Test
    void read_missingKey_isAMissWithAHead() {
        RemoteRead read = get(tier().read(randomKey()));
        assertThat(read.envelope()).isNull();
        needs(Capability.LOG);
        assertThat(read.head().isUnknown()).isFalse();
        assertThat(read.head().stamp()).isBetween(1L, 1L << 53);
    }

    @Test
    void put_value_isReadByAllNodesWithItsVersion() {
        byte[] key = randomKey();
        Applied applied = only(get(tier().put(List.of(Envelopes.write(key, "v1")))));
        for (RemoteTier node : List.of(tier(), otherTier())) {
            RemoteRead read = get(node.read(key));
            assertThat(textOf(read)).isEqualTo("v1");
            assertThat(versionOf(read)).isEqualTo(applied.current().stamp());
            assertThat(eraOf(read)).isEqualTo(applied.current().era());
        }
    }

    @Test
    void put_again_replacesWithAHigherVersion() {
        byte[] key = randomKey();
        Applied first = only(get(tier().put(List.of(Envelopes.write(key, "v1")))));
        Applied second = only(get(otherTier().put(List.of(Envelopes.write(key, "v2")))));
        assertThat(second.current().stamp()).isGreaterThan(first.current().stamp());
        assertThat(textOf(get(tier().read(key)))).isEqualTo("v2");
    }

    @Test
    void put_manyKeys_hasOnePlaceForEachShardAndItsValues() {
        List<byte[]> keys = randomKeys(50);
        List<Applied> applied = get(
                tier().put(keys.stream().map(key -> Envelopes.write(key, "v")).toList()));
        assertThat(applied).extracting(one -> one.current().shard()).doesNotHaveDuplicates();
        List<RemoteRead> reads = get(tier().readAll(keys));
        needs(Capability.LOG);
        assertThat(reads)
                .allSatisfy(read -> assertThat(applied).anySatisfy(one -> {
                    assertThat(one.current().shard()).isEqualTo(read.head().shard());
                    assertThat(one.current().stamp()).isEqualTo(versionOf(read));
                }));
    }

    @Test
    void put_shortLife_dies() {
        byte[] key = randomKey();
        byte[] lasting = randomKey();
        get(tier().put(List.of(
                new Write(key, Envelopes.of("short"), Duration.ofMillis(60)), Envelopes.write(lasting, "long"))));
        eventually("the value is dead", () -> get(tier().read(key)).envelope() == null);
        assertThat(textOf(get(tier().read(lasting)))).isEqualTo("long");
    }

    @Test
    void touch_isThereIfTheStoreSaysSo() {
        assertThat(tier().canTouch()).isEqualTo(capabilities().contains(Capability.TOUCH));
    }

    @Test
    void touch_values_areKeptForLongerAndNotForLess() {
        needs(Capability.TOUCH);
        for (int attempt = 0; attempt < 20; attempt++) {
            byte[] untouched = randomKey();
            byte[] touched = randomKey();
            byte[] lasting = randomKey();
            Duration life = Duration.ofMillis(200L << Math.min(attempt, 4));
            get(tier().put(List.of(
                    Envelopes.write(lasting, "v"),
                    new Write(touched, Envelopes.of("v"), life),
                    new Write(untouched, Envelopes.of("v"), life))));
            get(otherTier().touch(List.of(touched, randomKey()), Duration.ofMinutes(1)));
            get(otherTier().touch(List.of(lasting), Duration.ofMillis(1)));
            boolean inTime = get(tier().read(untouched)).envelope() != null;
            eventually(
                    "the other one is dead", () -> get(tier().read(untouched)).envelope() == null);
            if (inTime) { // else this machine was so slow that the value may have been dead before it was touched
                assertThat(textOf(get(tier().read(touched)))).isEqualTo("v");
                assertThat(textOf(get(tier().read(lasting)))).isEqualTo("v");
                return;
            }
        }
        throw new AssertionError("this machine takes seconds for a request");
    }

    @Test
    void touch_whatIsThere_changesNeitherVersionNorLog() {
        needs(Capability.TOUCH);
        byte[] key = randomKey();
        Applied applied = only(get(tier().put(List.of(Envelopes.write(key, "v")))));
        get(tier().touch(List.of(key), Duration.ofHours(1)));
        RemoteRead read = get(otherTier().read(key));
        assertThat(versionOf(read)).isEqualTo(applied.current().stamp());
        assertThat(read.head()).isEqualTo(applied.current());
    }

    @Test
    void put_anyBytes_comeBackUnchanged() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x800; c++) {
            all.append(c);
        }
        String big = "x".repeat(1_000_000);
        byte[] key = randomKey();
        byte[] binaryKey = new byte[256 + key.length];
        for (int i = 0; i < 256; i++) {
            binaryKey[i] = (byte) i;
        }
        System.arraycopy(key, 0, binaryKey, 256, key.length);
        get(tier().put(List.of(Envelopes.write(binaryKey, all.toString()), Envelopes.write(key, big))));
        assertThat(textOf(get(tier().read(binaryKey)))).isEqualTo(all.toString());
        assertThat(textOf(get(tier().read(key)))).isEqualTo(big);
    }

    @Test
    void put_emptyPayload_isNoMiss() {
        byte[] key = randomKey();
        get(tier().put(List.of(Envelopes.write(key, ""))));
        assertThat(textOf(get(tier().read(key)))).isEmpty();
    }

    @Test
    void readAll_mixedKeys_answersInTheOrderAsked() {
        List<byte[]> keys = randomKeys(60);
        List<Write> written = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += 2) {
            written.add(Envelopes.write(keys.get(i), "v" + i));
        }
        get(tier().put(written));
        List<byte[]> asked = new ArrayList<>(keys);
        Collections.reverse(asked);
        asked.add(keys.get(0));
        List<RemoteRead> reads = get(otherTier().readAll(asked));
        assertThat(reads).hasSize(61);
        for (int i = 0; i < 60; i++) {
            int number = 59 - i;
            assertThat(textOf(reads.get(i))).isEqualTo(number % 2 == 0 ? "v" + number : null);
        }
        assertThat(textOf(reads.get(60))).isEqualTo("v0");
    }

    @Test
    void batches_empty_answerWithNothing() {
        assertThat(get(tier().readAll(List.of()))).isEmpty();
        assertThat(get(tier().put(List.of()))).isEmpty();
        assertThat(get(tier().invalidate(List.of()))).isEmpty();
        assertThat(get(tier().begin(List.of(), randomToken(), Duration.ofSeconds(1), false)))
                .isEmpty();
        assertThat(get(tier().fill(List.of(), randomToken()))).isEmpty();
    }

    @Test
    void read_manyThreads_eachGetsItsOwnKey() {
        List<byte[]> keys = randomKeys(16);
        get(tier().put(keys.stream()
                .map(key -> Envelopes.write(key, new String(key, StandardCharsets.UTF_8)))
                .toList()));
        List<Callable<Boolean>> readers = new ArrayList<>();
        for (byte[] key : keys) {
            readers.add(() -> {
                boolean right = true;
                for (int i = 0; i < 50; i++) {
                    right &= new String(key, StandardCharsets.UTF_8).equals(textOf(get(tier().read(key))));
                }
                return right;
            });
        }
        assertThat(together(readers)).containsOnly(true);
    }

    @Test
    void invalidate_valueThere_isGoneForAllNodes() {
        List<byte[]> keys = randomKeys(3);
        get(tier().put(keys.stream().map(key -> Envelopes.write(key, "v")).toList()));
        get(otherTier().invalidate(keys.subList(0, 2)));
        assertThat(get(tier().readAll(keys)))
                .extracting(RemoteContractSupport::textOf)
                .containsExactly(null, null, "v");
    }

    @Test
    void invalidate_nothingThere_isRecordedAllTheSame() {
        byte[] key = randomKey();
        Applied first = only(get(tier().invalidate(List.of(key))));
        Applied second = only(get(tier().invalidate(List.of(key))));
        assertThat(second.current().stamp()).isGreaterThan(first.current().stamp());
        assertThat(second.previous()).isEqualTo(first.current());
        needs(Capability.LOG);
        assertThat(get(tier().read(key)).head()).isEqualTo(second.current());
    }

    @Test
    void fill_refusedOrNot_doesNotMoveTheLog() {
        needs(Capability.LOG);
        byte[] key = randomKey();
        Position before = get(tier().read(key)).head();
        var token = randomToken();
        get(tier().begin(List.of(key), token, Duration.ofSeconds(10), false));
        get(tier().fill(List.of(Envelopes.write(key, "v")), token));
        assertThat(get(tier().read(key)).head()).isEqualTo(before);
    }

    @Test
    void putIf_noneThere_writesOnce() {
        needs(Capability.CONDITIONAL_WRITES);
        byte[] key = randomKey();
        Conditional first = get(tier().putIf(Envelopes.write(key, "first"), RemoteTier.NO_VERSION));
        Conditional second = get(otherTier().putIf(Envelopes.write(key, "second"), RemoteTier.NO_VERSION));
        assertThat(first.done()).isTrue();
        assertThat(second.done()).isFalse();
        assertThat(second.applied())
                .isEqualTo(
                        new Applied(first.applied().current(), first.applied().current()));
        RemoteRead read = get(tier().read(key));
        assertThat(textOf(read)).isEqualTo("first");
        assertThat(versionOf(read)).isEqualTo(first.applied().current().stamp());
    }

    @Test
    void putIf_knownVersion_writesOnlyIfItIsStillThere() {
        needs(Capability.CONDITIONAL_WRITES);
        byte[] key = randomKey();
        long v1 = only(get(tier().put(List.of(Envelopes.write(key, "1")))))
                .current()
                .stamp();
        assertThat(get(tier().putIf(Envelopes.write(key, "x"), v1 + 1)).done()).isFalse();
        assertThat(get(tier().putIf(Envelopes.write(key, "2"), v1)).done()).isTrue();
        assertThat(get(tier().putIf(Envelopes.write(key, "3"), v1)).done()).isFalse();
        assertThat(textOf(get(tier().read(key)))).isEqualTo("2");
        get(tier().invalidate(List.of(key)));
        assertThat(get(tier().putIf(Envelopes.write(key, "4"), v1)).done()).isFalse();
        assertThat(get(tier().read(key)).envelope()).isNull();
    }

    @Test
    void putIf_manyThreads_oneWinsEachRound() {
        needs(Capability.CONDITIONAL_WRITES);
        byte[] key = randomKey();
        for (int round = 0; round < 20; round++) {
            RemoteRead read = get(tier().read(key));
            long version = read.envelope() == null ? RemoteTier.NO_VERSION : versionOf(read);
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RemoteTier node = i % 2 == 0 ? tier() : otherTier();
                String text = round + "-" + i;
                writers.add(() ->
                        get(node.putIf(Envelopes.write(key, text), version)).done());
            }
            assertThat(together(writers)).containsOnlyOnce(true);
        }
    }

    @Test
    void removeIf_knownVersion_removesOnlyIfItIsStillThere() {
        needs(Capability.CONDITIONAL_WRITES);
        byte[] key = randomKey();
        long v1 = only(get(tier().put(List.of(Envelopes.write(key, "1")))))
                .current()
                .stamp();
        Conditional refused = get(tier().removeIf(key, v1 + 1));
        assertThat(refused.done()).isFalse();
        assertThat(refused.applied().previous()).isEqualTo(refused.applied().current());
        assertThat(textOf(get(tier().read(key)))).isEqualTo("1");
        Conditional done = get(otherTier().removeIf(key, v1));
        assertThat(done.done()).isTrue();
        assertThat(done.applied().current().stamp()).isGreaterThan(v1);
        assertThat(get(tier().read(key)).envelope()).isNull();
        assertThat(get(tier().removeIf(key, v1)).done()).isFalse();
    }

    @Test
    void invalidateTag_voidsWhatCarriesItAndWasWrittenBefore() {
        needs(Capability.TAGS);
        List<byte[]> keys = randomKeys(4);
        get(tier().put(List.of(
                Envelopes.write(keys.get(0), "a", "red"),
                Envelopes.write(keys.get(1), "b", "blue", "röd"),
                Envelopes.write(keys.get(2), "c"),
                Envelopes.write(keys.get(3), "d", "blue", "red"))));
        assertThat(get(tier().readAll(keys))).allMatch(read -> read.envelope() != null);
        get(otherTier().invalidateTag("red"));
        assertThat(get(tier().readAll(keys)))
                .extracting(read -> read.envelope() != null)
                .containsExactly(false, true, true, false);
        get(tier().invalidateTag("röd"));
        assertThat(get(tier().read(keys.get(1))).envelope()).isNull();
        get(tier().put(List.of(Envelopes.write(keys.get(0), "again", "red"))));
        assertThat(get(tier().read(keys.get(0))).envelope()).isNotNull();
    }

    @Test
    void clear_voidsAllThatWasWrittenBefore() {
        List<byte[]> keys = randomKeys(20);
        get(tier().put(keys.stream().map(key -> Envelopes.write(key, "v")).toList()));
        List<Applied> applied = get(otherTier().clear());
        assertThat(applied)
                .isNotEmpty()
                .extracting(one -> one.current().shard())
                .doesNotHaveDuplicates();
        assertThat(get(tier().readAll(keys))).allMatch(read -> read.envelope() == null);
        get(tier().put(List.of(Envelopes.write(keys.get(0), "again"))));
        assertThat(textOf(get(tier().read(keys.get(0))))).isEqualTo("again");
    }

    @Test
    void caches_ofOneStore_areApart() {
        CacheId second = randomCache();
        RemoteTier other = store().open(second);
        byte[] key = randomKey();
        get(tier().put(List.of(Envelopes.write(key, "first"))));
        assertThat(get(other.read(key)).envelope()).isNull();
        get(other.put(List.of(Envelopes.write(key, "second"))));
        get(other.clear());
        assertThat(textOf(get(tier().read(key)))).isEqualTo("first");
        assertThat(get(other.read(key)).envelope()).isNull();
    }

    @Test
    void put_overANewerFormat_removesInsteadOfReplacing() {
        needs(Capability.NEWER_FORMATS);
        byte[] key = randomKey();
        get(tier().put(List.of(new Write(key, Envelopes.of(EnvelopeHeader.FORMAT + 1, "new"), Duration.ofMinutes(1)))));
        assertThat(textOf(get(tier().read(key)))).isEqualTo("new");
        get(tier().put(List.of(Envelopes.write(key, "old"))));
        assertThat(get(tier().read(key)).envelope()).isNull();
    }

    @Test
    void fill_overANewerFormat_isRefused() {
        needs(Capability.NEWER_FORMATS);
        byte[] key = randomKey();
        var token = randomToken();
        get(tier().put(List.of(new Write(key, Envelopes.of(EnvelopeHeader.FORMAT + 1, "new"), Duration.ofMinutes(1)))));
        get(tier().begin(List.of(key), token, Duration.ofSeconds(10), true));
        assertThat(get(tier().fill(List.of(Envelopes.write(key, "old")), token)))
                .containsExactly(false);
        assertThat(textOf(get(tier().read(key)))).isEqualTo("new");
    }

    @Test
    void millis_ofTwoNodes_agree() {
        get(tier().read(randomKey()));
        get(otherTier().read(randomKey()));
        assertThat(tier().millis()).isPositive();
        assertThat(Math.abs(tier().millis() - otherTier().millis())).isLessThan(2_000);
    }

    @Test
    void close_store_refusesFromThenOn() {
        RemoteStore closing = connect();
        RemoteTier closed = closing.open(randomCache());
        get(closed.read(randomKey()));
        closing.close();
        closing.close();
        assertThatThrownBy(() -> closing.open(randomCache())).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> get(closed.read(randomKey()))).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> get(closed.invalidate(List.of(randomKey())))).isInstanceOf(CacheClosedException.class);
        assertThat(get(tier().read(randomKey())).envelope()).isNull();
    }
}
