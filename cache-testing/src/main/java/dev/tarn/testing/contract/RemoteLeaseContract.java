package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every remote store does with leases: who may load, whose result is taken, and that no old one ever is. */
public abstract class RemoteLeaseContract extends RemoteContractSupport {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final int RACES = 100;

    /** For subclasses. */
    protected RemoteLeaseContract() {}

    @Test
    void begin_missingKey_grantsTheLeaseLabelledWithTheHead() {
        byte[] key = randomKey();
        RemoteRead read = get(tier().read(key));
        Begun.Leased leased = leased(begin(tier(), key, randomToken()));
        assertThat(leased.stale()).isNull();
        needs(Capability.LOG);
        assertThat(leased.label()).isEqualTo(read.head());
    }

    @Test
    void begin_valueThere_isAHitAndTakesNoLease() {
        byte[] key = randomKey();
        Applied applied = only(get(tier().put(List.of(Envelopes.write(key, "v")))));
        Begun begun = begin(otherTier(), key, randomToken());
        assertThat(begun).isInstanceOfSatisfying(Begun.Hit.class, hit -> {
            assertThat(Envelopes.text(hit.envelope())).isEqualTo("v");
            assertThat(hit.head()).isEqualTo(applied.current());
        });
        LeaseToken refresher = randomToken();
        assertThat(refresh(tier(), key, refresher)).isInstanceOf(Begun.Leased.class);
    }

    @Test
    void begin_leaseOfAnother_isHeldForTheRest() {
        byte[] key = randomKey();
        leased(begin(tier(), key, randomToken()));
        assertThat(begin(otherTier(), key, randomToken())).isInstanceOfSatisfying(Begun.Held.class, held -> {
            assertThat(held.remaining()).isBetween(Duration.ofMillis(1), LEASE);
            assertThat(held.stale()).isNull();
        });
    }

    @Test
    void begin_sameTokenAgain_hasItsFirstLabel() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        Begun.Leased first = leased(begin(tier(), key, token));
        get(tier().invalidate(randomKeys(100)));
        assertThat(leased(begin(tier(), key, token)).label()).isEqualTo(first.label());
    }

    @Test
    void begin_manyKeys_answersInTheOrderAsked() {
        List<byte[]> keys = randomKeys(30);
        LeaseToken other = randomToken();
        for (int i = 0; i < 30; i += 3) {
            get(tier().put(List.of(Envelopes.write(keys.get(i), "v" + i))));
            leased(begin(otherTier(), keys.get(i + 1), other));
        }
        List<Begun> begun = get(tier().begin(keys, randomToken(), LEASE, false));
        assertThat(begun).hasSize(30);
        for (int i = 0; i < 30; i += 3) {
            String text = "v" + i;
            assertThat(begun.get(i))
                    .isInstanceOfSatisfying(
                            Begun.Hit.class,
                            hit -> assertThat(Envelopes.text(hit.envelope())).isEqualTo(text));
            assertThat(begun.get(i + 1)).isInstanceOf(Begun.Held.class);
            assertThat(begun.get(i + 2)).isInstanceOf(Begun.Leased.class);
        }
    }

    @Test
    void begin_manyThreads_grantOneLease() {
        for (int round = 0; round < 20; round++) {
            byte[] key = randomKey();
            List<Callable<Boolean>> askers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RemoteTier node = i % 2 == 0 ? tier() : otherTier();
                askers.add(() -> begin(node, key, randomToken()) instanceof Begun.Leased);
            }
            assertThat(together(askers)).containsOnlyOnce(true);
        }
    }

    @Test
    void begin_lapsedLease_isGrantedToAnotherAndTheFirstFillIsRefused() {
        byte[] key = randomKey();
        LeaseToken late = randomToken();
        LeaseToken next = randomToken();
        get(tier().begin(List.of(key), late, SHORT, false));
        eventually("the lease has lapsed", () -> begin(otherTier(), key, next) instanceof Begun.Leased);
        assertThat(fill(tier(), key, "late", late)).isFalse();
        assertThat(fill(otherTier(), key, "next", next)).isTrue();
        assertThat(textOf(get(tier().read(key)))).isEqualTo("next");
    }

    @Test
    void fill_underLease_isReadWithTheLabelAsVersionAndGivesTheLeaseUp() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        Begun.Leased leased = leased(begin(tier(), key, token));
        get(tier().invalidate(randomKeys(100)));
        assertThat(fill(tier(), key, "v", token)).isTrue();
        RemoteRead read = get(otherTier().read(key));
        assertThat(textOf(read)).isEqualTo("v");
        assertThat(versionOf(read)).isEqualTo(leased.label().stamp());
        assertThat(eraOf(read)).isEqualTo(leased.label().era());
        assertThat(fill(tier(), key, "twice", token)).isFalse();
        assertThat(textOf(get(tier().read(key)))).isEqualTo("v");
    }

    @Test
    void fill_shortLife_dies() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        leased(begin(tier(), key, token));
        assertThat(get(tier().fill(List.of(new Write(key, Envelopes.of("v"), SHORT)), token)))
                .containsExactly(true);
        eventually("the value is dead", () -> get(tier().read(key)).envelope() == null);
    }

    @Test
    void fill_withoutLeaseOrWithAnothers_isRefused() {
        byte[] key = randomKey();
        assertThat(fill(tier(), key, "none", randomToken())).isFalse();
        LeaseToken holder = randomToken();
        leased(begin(tier(), key, holder));
        assertThat(fill(otherTier(), key, "stranger", randomToken())).isFalse();
        assertThat(get(tier().read(key)).envelope()).isNull();
        assertThat(fill(tier(), key, "holder", holder)).isTrue();
    }

    @Test
    void fill_manyKeys_eachByItsOwnLease() {
        List<byte[]> keys = randomKeys(20);
        LeaseToken token = randomToken();
        get(tier().begin(keys, token, LEASE, false));
        get(otherTier().invalidate(List.of(keys.get(3), keys.get(7))));
        List<Boolean> accepted = get(
                tier().fill(keys.stream().map(key -> Envelopes.write(key, "v")).toList(), token));
        for (int i = 0; i < 20; i++) {
            assertThat(accepted.get(i)).as("key " + i).isEqualTo(i != 3 && i != 7);
        }
    }

    @Test
    void fill_afterInvalidate_isRefused() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        leased(begin(tier(), key, token));
        get(otherTier().invalidate(List.of(key)));
        assertThat(fill(tier(), key, "old", token)).isFalse();
        assertThat(get(tier().read(key)).envelope()).isNull();
    }

    @Test
    void fill_afterPut_isRefusedAndThePutStays() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        leased(begin(tier(), key, token));
        get(otherTier().put(List.of(Envelopes.write(key, "put"))));
        assertThat(fill(tier(), key, "old", token)).isFalse();
        assertThat(textOf(get(tier().read(key)))).isEqualTo("put");
    }

    @Test
    void fill_afterTagOrClear_isNotReadable() {
        byte[] tagged = randomKey();
        byte[] cleared = randomKey();
        LeaseToken token = randomToken();
        if (capabilities().contains(Capability.TAGS)) {
            leased(begin(tier(), tagged, token));
            get(otherTier().invalidateTag("t"));
            get(tier().fill(List.of(Envelopes.write(tagged, "old", "t")), token));
            assertThat(get(tier().read(tagged)).envelope()).isNull();
        }
        leased(begin(tier(), cleared, token));
        get(otherTier().clear());
        get(tier().fill(List.of(Envelopes.write(cleared, "old")), token));
        assertThat(get(tier().read(cleared)).envelope()).isNull();
    }

    @Test
    void fill_racingWithInvalidate_neverOutlivesIt() {
        for (int race = 0; race < RACES; race++) {
            byte[] key = randomKey();
            LeaseToken token = randomToken();
            leased(begin(tier(), key, token));
            together(List.<Callable<Boolean>>of(
                    () -> fill(tier(), key, "old", token),
                    () -> !get(otherTier().invalidate(List.of(key))).isEmpty()));
            assertThat(get(tier().read(key)).envelope()).as("race " + race).isNull();
        }
    }

    @Test
    void extend_ownLease_lastsLonger() {
        byte[] key = randomKey();
        byte[] control = randomKey();
        LeaseToken token = randomToken();
        get(tier().begin(List.of(key, control), token, SHORT, false));
        assertThat(get(tier().extend(List.of(key), token, LEASE))).containsExactly(true);
        eventually("the control has lapsed", () -> begin(otherTier(), control, randomToken()) instanceof Begun.Leased);
        assertThat(begin(otherTier(), key, randomToken())).isInstanceOf(Begun.Held.class);
        assertThat(fill(tier(), key, "v", token)).isTrue();
    }

    @Test
    void extend_noLease_isRefused() {
        List<byte[]> keys = randomKeys(3);
        LeaseToken token = randomToken();
        leased(begin(tier(), keys.get(0), token));
        leased(begin(otherTier(), keys.get(1), randomToken()));
        assertThat(get(tier().extend(keys, token, LEASE))).containsExactly(true, false, false);
    }

    @Test
    void release_ownLease_letsTheNextOneLoad() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        LeaseToken next = randomToken();
        leased(begin(tier(), key, token));
        get(otherTier().release(List.of(key), randomToken()));
        assertThat(begin(otherTier(), key, next)).isInstanceOf(Begun.Held.class);
        get(tier().release(List.of(key), token));
        leased(begin(otherTier(), key, next));
        assertThat(fill(tier(), key, "late", token)).isFalse();
    }

    @Test
    void refresh_valueThere_grantsTheLeaseAndLeavesTheValueReadable() {
        byte[] key = randomKey();
        get(tier().put(List.of(Envelopes.write(key, "old"))));
        LeaseToken token = randomToken();
        assertThat(text(leased(refresh(tier(), key, token)).stale())).isEqualTo("old");
        assertThat(textOf(get(otherTier().read(key)))).isEqualTo("old");
        assertThat(begin(otherTier(), key, randomToken())).isInstanceOf(Begun.Hit.class);
        assertThat(refresh(otherTier(), key, randomToken()))
                .isInstanceOfSatisfying(
                        Begun.Held.class, held -> assertThat(text(held.stale())).isEqualTo("old"));
        assertThat(fill(tier(), key, "new", token)).isTrue();
        assertThat(textOf(get(otherTier().read(key)))).isEqualTo("new");
    }

    @Test
    void refresh_nothingThere_isAPlainLease() {
        byte[] key = randomKey();
        assertThat(leased(refresh(tier(), key, randomToken())).stale()).isNull();
    }

    private static Begun begin(RemoteTier node, byte[] key, LeaseToken token) {
        return only(get(node.begin(List.of(key), token, LEASE, false)));
    }

    private static Begun refresh(RemoteTier node, byte[] key, LeaseToken token) {
        return only(get(node.begin(List.of(key), token, LEASE, true)));
    }

    private static boolean fill(RemoteTier node, byte[] key, String text, LeaseToken token) {
        return only(get(node.fill(List.of(Envelopes.write(key, text)), token)));
    }

    private static Begun.Leased leased(Begun begun) {
        assertThat(begun).isInstanceOf(Begun.Leased.class);
        return (Begun.Leased) begun;
    }

    private static @Nullable String text(byte @Nullable [] envelope) {
        return envelope == null ? null : Envelopes.text(envelope);
    }
}
