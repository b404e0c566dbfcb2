package dev.tarn.tiered;

import dev.tarn.Ages;
import dev.tarn.CacheControls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes a cache while it runs. */
final class Controls<K, V> implements CacheControls {
    private final Core<K, V> core;

    Controls(Core<K, V> core) {
        this.core = core;
    }

    @Override
    public List<String> tiers() {
        List<String> names = new ArrayList<>();
        for (int tier = 0; tier < core.locals().count(); tier++) {
            names.add(core.locals().counts(tier).name);
        }
        if (core.remote() != null) {
            names.add(RemoteAccess.TIER);
        }
        return List.copyOf(names);
    }

    @Override
    public boolean isUsed(String tier) {
        RemoteAccess<V> remote = remote(tier);
        return remote == null ? core.locals().isUsed(local(tier)) : remote.isUsed();
    }

    @Override
    public void use(String tier, boolean used) {
        RemoteAccess<V> remote = remote(tier);
        if (remote != null) {
            remote.use(used);
        } else {
            useLocal(local(tier), used);
        }
    }

    private void useLocal(int tier, boolean used) {
        LocalTiers<K, V> locals = core.locals();
        boolean decides = core.remote() == null && !core.log().isShared();
        if (locals.use(tier, used) && used && decides) {
            Coherence<K, V> coherence = core.coherence();
            locals.takeOver(tier, (key, entry) -> coherence.put(key, entry, coherence.ticket(key)));
        }
    }

    @Override
    public OptionalLong maximum(String tier) {
        long maximum = remote(tier) == null ? core.locals().store(local(tier)).maximum() : -1;
        return maximum < 0 ? OptionalLong.empty() : OptionalLong.of(maximum);
    }

    @Override
    public void resize(String tier, long maximum) {
        if (remote(tier) != null) {
            throw new UnsupportedOperationException("the remote tier of cache " + core.id()
                    + " has no bound that Tarn could change: its server decides how much it holds");
        }
        core.locals().store(local(tier)).resize(maximum);
    }

    @Override
    public Ages ages() {
        return core.lifetimes().ages();
    }

    @Override
    public Ages changeAges(UnaryOperator<Ages> change) {
        return core.lifetimes().change(change);
    }

    private @Nullable RemoteAccess<V> remote(String tier) {
        return RemoteAccess.TIER.equals(tier) ? core.remote() : null;
    }

    private int local(String tier) {
        List<String> tiers = tiers();
        int place = tiers.indexOf(tier);
        if (place < 0) {
            throw new IllegalArgumentException("cache " + core.id() + " has no tier '" + tier + "', only " + tiers);
        }
        return place;
    }
}
