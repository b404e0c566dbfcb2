package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every remote store does with the keys that a transaction has in its hands. */
public abstract class RemoteQuarantineContract extends RemoteContractSupport {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);

    /** For subclasses. */
    protected RemoteQuarantineContract() {}

    @Test
    void quarantine_valueThere_isAMissAndBarsLoads() {
        byte[] key = randomKey();
        get(tier().put(List.of(Envelopes.write(key, "v"))));
        Applied applied = only(get(tier().quarantine(List.of(key), LONG)));
        assertThat(get(otherTier().read(key)).envelope()).isNull();
        assertThat(get(otherTier().readAll(List.of(key, randomKey())))).allMatch(read -> read.envelope() == null);
        assertThat(begin(otherTier(), key, false))
                .isInstanceOfSatisfying(
                        Begun.Barred.class, barred -> assertThat(barred.head()).isEqualTo(applied.current()));
        assertThat(begin(tier(), key, true)).isInstanceOf(Begun.Barred.class);
    }

    @Test
    void touch_ofABarredKey_doesNotProlongTheBar() {
        needs(Capability.TOUCH);
        byte[] key = randomKey();
        get(tier().quarantine(List.of(key), SHORT));
        get(tier().touch(List.of(key), LONG));
        eventually("the bar is gone", () -> begin(tier(), key, false) instanceof Begun.Leased);
    }

    @Test
    void quarantine_loadUnderWay_isNotStored() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        get(tier().begin(List.of(key), token, LONG, false));
        get(otherTier().quarantine(List.of(key), LONG));
        assertThat(get(tier().fill(List.of(Envelopes.write(key, "old")), token)))
                .containsExactly(false);
        assertThat(get(tier().extend(List.of(key), token, LONG))).containsExactly(false);
        assertThat(begin(tier(), key, false)).isInstanceOf(Begun.Barred.class);
    }

    @Test
    void quarantine_keysOfManyShards_barsThemAndNoOthers() {
        List<byte[]> keys = randomKeys(20);
        get(tier().quarantine(keys, LONG));
        List<Begun> begun = get(otherTier().begin(keys, randomToken(), LONG, false));
        assertThat(begun).hasSize(20).allMatch(one -> one instanceof Begun.Barred);
        assertThat(begin(otherTier(), randomKey(), false)).isInstanceOf(Begun.Leased.class);
    }

    @Test
    void invalidate_afterQuarantine_liftsIt() {
        byte[] key = randomKey();
        get(tier().quarantine(List.of(key), LONG));
        get(otherTier().invalidate(List.of(key)));
        assertThat(begin(tier(), key, false)).isInstanceOf(Begun.Leased.class);
    }

    @Test
    void put_afterQuarantine_liftsIt() {
        byte[] key = randomKey();
        get(tier().quarantine(List.of(key), LONG));
        get(otherTier().put(List.of(Envelopes.write(key, "v"))));
        assertThat(begin(tier(), key, false)).isInstanceOf(Begun.Hit.class);
        assertThat(textOf(get(tier().read(key)))).isEqualTo("v");
    }

    @Test
    void clear_afterQuarantine_leavesIt() {
        byte[] key = randomKey();
        get(tier().quarantine(List.of(key), LONG));
        get(otherTier().clear());
        assertThat(begin(tier(), key, false)).isInstanceOf(Begun.Barred.class);
    }

    @Test
    void quarantine_lifeOver_isLifted() {
        byte[] key = randomKey();
        get(tier().quarantine(List.of(key), SHORT));
        eventually("the bar has gone", () -> begin(otherTier(), key, false) instanceof Begun.Leased);
    }

    @Test
    void quarantine_noLife_isRefused() {
        assertThatThrownBy(() -> tier().quarantine(List.of(randomKey()), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("life");
    }

    private static Begun begin(RemoteTier node, byte[] key, boolean refresh) {
        return only(get(node.begin(List.of(key), randomToken(), LONG, refresh)));
    }
}
