package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.Explanation;
import dev.tarn.Explanation.LastInvalidation;
import dev.tarn.Explanation.State;
import dev.tarn.Explanation.TierView;
import dev.tarn.StoreException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.RemoteRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells people which tier holds what for a key. Counts nothing and changes nothing. */
final class Explainer<K, V> {
    private final Core<K, V> core;

    Explainer(Core<K, V> core) {
        this.core = core;
    }

    Explanation explain(K key) {
        List<TierView> tiers = new ArrayList<>();
        LocalTiers<K, V> locals = core.locals();
        for (int tier = 0; tier < locals.count(); tier++) {
            tiers.add(localView(locals.counts(tier).name, locals.store(tier).peek(key)));
        }
        RemoteAccess<V> remote = core.remote();
        byte[] bytes = core.encoded(key);
        if (remote != null) {
            tiers.add(remoteView(remote, bytes));
        }
        LastInvalidation last = InvalidationSearch.find(
                core.coherence().recentChanges(),
                key,
                core.log().shardOf(bytes),
                tags(tiers),
                core.clock().nanos());
        boolean loading = core.flights().of(key) != null;
        boolean pending = core.pending().concerns(key);
        return new Explanation(core.id().cache(), tiers, loading, pending, last, verdict(tiers, loading, pending));
    }

    /** Returns the tags of what is held, or null if nothing is. */
    private static @Nullable Set<String> tags(List<TierView> tiers) {
        Set<String> tags = null;
        for (TierView tier : tiers) {
            if (tier.age() != null) { // there is an entry
                tags = tags == null ? new HashSet<>() : tags;
                tags.addAll(tier.tags());
            }
        }
        return tags;
    }

    private TierView remoteView(RemoteAccess<V> remote, byte[] key) {
        String tier = remote.counts().name;
        RemoteRead read;
        try {
            read = Waiting.await(
                    remote.readQuietly(key).toCompletableFuture(), "asking the remote tier of " + core.id());
        } catch (StoreException e) {
            return without(tier, State.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        byte[] envelope = read.envelope();
        if (envelope == null) {
            return without(tier, State.MISSING, "holds nothing that may be served");
        }
        try {
            Entry<V> entry = remote.decodeQuietly(key, envelope, remote.now());
            return view(tier, entry, age(entry, core.clock().nanos()));
        } catch (CodecException e) {
            return without(tier, State.UNREADABLE, e.reason() + ": " + e.getMessage());
        }
    }

    private TierView localView(String tier, @Nullable Entry<V> entry) {
        if (entry == null) {
            return without(tier, State.MISSING, "holds nothing");
        }
        long now = core.clock().nanos();
        if (!core.coherence().validity().isValid(entry)) {
            return view(tier, entry, State.INVALIDATED);
        }
        if (!core.coherence().isProven(entry.shard(), now)) {
            return view(tier, entry, State.IN_DOUBT);
        }
        return view(tier, entry, core.lifetimes().isDead(entry, now) ? State.DEAD : age(entry, now));
    }

    private TierView view(String tier, Entry<V> entry, State state) {
        long now = core.clock().nanos();
        boolean endless = entry.deadAt() - entry.writtenAt() >= Entry.MAX_LIFE_NANOS;
        return new TierView(
                tier,
                state,
                entry.isAbsence(),
                entry.version(),
                Duration.ofNanos(now - entry.writtenAt()),
                Duration.ofNanos(entry.freshUntil() - now),
                endless ? null : Duration.ofNanos(entry.deadAt() - now),
                entry.traits().tags(),
                reason(state));
    }

    private static State age(Entry<?> entry, long now) {
        if (entry.isDead(now)) {
            return State.DEAD;
        }
        return entry.isFresh(now) ? State.FRESH : State.STALE;
    }

    private static String reason(State state) {
        return switch (state) {
            case FRESH -> "within its time to live";
            case STALE -> "past its time to live, may be served while it is refreshed or the source fails";
            case DEAD -> "past its life, or not read for too long; waits to be reclaimed";
            case IN_DOUBT -> "not proven to be within the staleness bound, is served as soon as it is";
            case INVALIDATED -> "older than the last clear or the invalidation of one of its tags";
            case MISSING, UNREADABLE, UNAVAILABLE -> "";
        };
    }

    private static TierView without(String tier, State state, String reason) {
        return new TierView(tier, state, false, 0, null, null, null, Set.of(), reason);
    }

    private static String verdict(List<TierView> tiers, boolean loading, boolean pending) {
        for (TierView tier : tiers) {
            boolean servable = tier.state() == State.FRESH || tier.state() == State.STALE;
            if (servable && !(pending && tier.tier().equals(RemoteAccess.TIER))) {
                return "A read is served by the " + tier.tier() + " tier: "
                        + (tier.absence() ? "the source has no value" : tier.reason()) + ".";
            }
        }
        String next = loading ? "joins the load that is under way" : "goes to the loader";
        return pending
                ? "A read goes past the remote tier, which has not taken an invalidation yet, and " + next + "."
                : "No tier can serve a read; it " + next + ".";
    }
}
