package dev.tarn.tiered;

import dev.tarn.Breaker;
import dev.tarn.CacheLoader;
import dev.tarn.invalidation.BusLog;
import dev.tarn.invalidation.CacheLog;
import dev.tarn.invalidation.Pending;
import dev.tarn.invalidation.SoloLog;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Codec;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one cache together. */
final class Assembly<K, V> {
    /** What the breaker asks the store for: no codec makes a key of these bytes, and it would do no harm. */
    private static final byte[] PROBED = {0};

    private final Tarn.Environment environment;
    private final CacheId id;
    private final CacheSettings<K, V> settings;
    private final Counters counters = new Counters();
    private final Flights<K, V> flights = new Flights<>();
    private final Listeners<K, V> listeners;
    private final Codecs codecs;
    private volatile Runnable atClose = () -> {};
    private final AtomicReference<@Nullable TieredCache<K, V>> built = new AtomicReference<>();

    Assembly(Tarn.Environment environment, CacheId id, CacheSettings<K, V> settings) {
        this.environment = environment;
        this.id = id;
        this.settings = settings;
        this.codecs = new Codecs();
        this.listeners = new Listeners<>(id.toString(), environment.executor());
    }

    TieredCache<K, V> assemble() {
        RemoteStore store = settings.remote() ? environment.remote() : null;
        InvalidationBus bus = environment.bus();
        settings.checkBound(bus);
        Codec<K> keys = store != null || bus != null ? codecs.keys() : null;
        RemoteTier tier = store == null ? null : opened(store);
        LocalTiers<K, V> locals = openLocals();
        BusLog busLog = null;
        try {
            boolean ownBus = store != null && bus != null && bus == store.bus();
            busLog = bus == null ? null : join(bus, ownBus);
            return assemble(keys, tier, locals, busLog, ownBus);
        } catch (RuntimeException e) {
            locals.close();
            if (busLog != null) {
                busLog.close();
            }
            throw e;
        }
    }

    private BusLog join(InvalidationBus bus, boolean ownBus) {
        return new BusLog(bus, id, environment.clock(), environment.scheduler(), ownBus, settings.maximumStaleness());
    }

    private RemoteTier opened(RemoteStore store) {
        codecs.entries(); // what cannot be encoded is refused before anything is open
        RemoteTier tier = store.open(id);
        settings.checkRemote(tier);
        return tier;
    }

    private TieredCache<K, V> assemble(
            @Nullable Codec<K> keys,
            @Nullable RemoteTier tier,
            LocalTiers<K, V> locals,
            @Nullable BusLog busLog,
            boolean ownBus) {
        GuardedMeters meters = new GuardedMeters(id, environment.clock());
        CacheLog log = busLog == null ? new SoloLog() : busLog;
        RemoteAccess<V> remote = tier == null ? null : access(tier, log, meters, ownBus);
        locals.measuredBy(meters);
        Advisor advisor = new Advisor(id.toString(), settings);
        Core<K, V> core = core(keys, locals, remote, log, meters, lifetimes(advisor));
        advisor.look(settings, busLog != null);
        Upkeep<K, V> upkeep = new Upkeep<>(core, () -> advise(advisor));
        TieredCache<K, V> cache = cache(core, upkeep, ownBus);
        built.set(cache);
        meters.open(environment.meters(), cache::stats);
        watchBreaker(core);
        core.samples().start(core);
        if (busLog != null) {
            busLog.follow(new Following(cache, upkeep, ownBus, meters));
        }
        upkeep.start();
        refreshHottest(core, upkeep);
        return cache;
    }

    private Lifetimes<K, V> lifetimes(Advisor advisor) {
        return new Lifetimes<>(settings, environment.clock(), changed -> {
            changed.checkBound(environment.bus());
            advisor.look(changed, environment.bus() != null);
        });
    }

    private void refreshHottest(Core<K, V> core, Upkeep<K, V> upkeep) {
        HotSet.Plan plan = settings.hotSet();
        CacheLoader<K, V> loader = settings.loader();
        if (plan != null && loader != null) {
            upkeep.each(plan.every().toNanos(), new HotSet<>(core, plan, loader)::look);
        }
    }

    private void advise(Advisor advisor) {
        TieredCache<K, V> cache = built.get();
        if (cache != null) {
            advisor.look(cache.stats());
        }
    }

    /** Lets the breaker probe the store through this cache's tier, and the meters hear of it, as long as the cache is open. */
    private void watchBreaker(Core<K, V> core) {
        RemoteAccess<V> remote = core.remote();
        if (remote != null) {
            RemoteBreaker breaker = environment.guard();
            Supplier<CompletionStage<?>> probe = () -> remote.readQuietly(PROBED);
            Consumer<Breaker.State> listener = core.meters()::breakerChanged;
            breaker.probeWith(probe);
            breaker.tell(listener);
            atClose = () -> {
                breaker.probeNoMoreWith(probe);
                breaker.tellNoMore(listener);
            };
        }
    }

    private Core<K, V> core(
            @Nullable Codec<K> keys,
            LocalTiers<K, V> locals,
            @Nullable RemoteAccess<V> remote,
            CacheLog log,
            CacheMeters meters,
            Lifetimes<K, V> lifetimes) {
        return new Core<>(
                id,
                settings,
                environment.clock(),
                environment.executor(),
                environment.scheduler(),
                keys,
                locals,
                remote,
                log,
                new OwnMarks(log.shards()),
                new Coherence<>(log, locals, flights, keys, counters, listeners, environment.clock()),
                flights,
                new LoadDesk<>(settings.loads(), environment.clock(), environment.scheduler()),
                new Pending<>(),
                new Failures<>(environment.clock(), settings.failSafe()),
                lifetimes,
                counters,
                listeners,
                meters,
                new ReadSamples<>(meters, environment.audit()),
                environment.tokens(),
                new Patience());
    }

    private TieredCache<K, V> cache(Core<K, V> core, Upkeep<K, V> upkeep, boolean ownBus) {
        Reads<K, V> reads = new Reads<>(core);
        AtomicReference<@Nullable Writes<K, V>> self = new AtomicReference<>();
        Runnable repeatSoon = () -> upkeep.repeatSoon(Objects.requireNonNull(self.get()));
        Writes<K, V> writes = new Writes<>(core, ownBus, repeatSoon);
        self.set(writes);
        Answers<K, V> answers = new Answers<>(core, reads);
        TieredCache.Parts<K, V> parts = new TieredCache.Parts<>(
                reads,
                answers,
                new BulkReads<>(core, reads, answers),
                writes,
                new SoftInvalidations<>(core, writes, ownBus),
                new Conditionals<>(core, ownBus, repeatSoon),
                upkeep,
                () -> atClose.run());
        return settings.loader() == null ? new TieredCache<>(core, parts) : new TieredLoadingCache<>(core, parts);
    }

    private LocalTiers<K, V> openLocals() {
        List<LocalStore<K, V>> stores = new ArrayList<>();
        List<Counters.Tier> counts = new ArrayList<>();
        for (LocalStoreFactory factory : settings.locals()) {
            Counters.Tier count = new Counters.Tier(factory.tier());
            counts.add(count);
            stores.add(factory.open(new LocalStoreFactory.Context<>(
                    id.cache(),
                    settings.keyType(),
                    settings.valueType(),
                    codecs,
                    environment.clock(),
                    new Departures<>(stores.size(), count, listeners, built::get))));
        }
        return new LocalTiers<>(stores, counts);
    }

    private RemoteAccess<V> access(RemoteTier tier, CacheLog log, CacheMeters meters, boolean ownBus) {
        Counters.Tier counts = new Counters.Tier(RemoteAccess.TIER);
        counts.measuredBy(meters);
        return new RemoteAccess<>(
                tier,
                codecs.entries(),
                environment.clock(),
                counts,
                meters,
                new OutageLog(id.toString(), environment.clock()),
                log::isOpen,
                environment.guard(),
                ownBus,
                Lifetimes.keptNanos(settings));
    }

    /** Makes each codec once, when first asked for. */
    private final class Codecs implements LocalStoreFactory.CodecSource<K, V> {
        private @Nullable Codec<K> keys;
        private @Nullable Codec<V> values;
        private @Nullable EntryCodec<V> entries;

        Codecs() {
            keys = settings.keyCodec();
            values = settings.valueCodec();
        }

        @Override
        public Codec<K> keys() {
            if (keys == null) {
                keys = environment.codecs().get().keys(settings.keyType());
            }
            return keys;
        }

        @Override
        public Codec<V> values() {
            if (values == null) {
                values = environment.codecs().get().values(settings.valueType());
            }
            return values;
        }

        @Override
        public EntryCodec<V> entries() {
            if (entries == null) {
                entries = environment.codecs().get().entries(values());
            }
            return entries;
        }
    }

    /** Lets a cache follow the log of its bus. */
    private final class Following implements BusLog.Follows {
        private final TieredCache<K, V> cache;
        private final Upkeep<K, V> upkeep;
        /** Whose positions tell when they were recorded, or null if they are another's than the bus's. */
        private final @Nullable RemoteAccess<V> recorder;

        private final GuardedMeters meters;

        Following(TieredCache<K, V> cache, Upkeep<K, V> upkeep, boolean ownBus, GuardedMeters meters) {
            this.meters = meters;
            this.cache = cache;
            this.upkeep = upkeep;
            this.recorder = ownBus ? cache.core().remote() : null;
        }

        @Override
        public void apply(Invalidation step) {
            cache.core().coherence().apply(step);
            boolean watched = InvalidationEvent.isWanted() || !meters.isOff();
            if (watched && step.operation() != Invalidation.Operation.FILL_NOTE) {
                applied(step, recorder == null ? -1 : recorder.lagNanos(step.current()));
            }
        }

        private void applied(Invalidation step, long lagNanos) {
            InvalidationEvent.applied(cache.core().id(), step, lagNanos);
            if (lagNanos >= 0) {
                cache.core().meters().invalidationLag(lagNanos);
            }
        }

        @Override
        public void reset(int shard, long below) {
            cache.core().coherence().reset(shard, below);
        }

        @Override
        public void disconnected() {
            cache.core().coherence().forgetFlights();
        }

        @Override
        public void foreignWrite(byte[] key) {
            cache.core().coherence().foreignWrite(key);
        }

        @Override
        public void connected() {
            RemoteAccess<V> remote = cache.core().remote();
            if (remote != null) {
                remote.mayBeBack();
            }
            upkeep.repeatNow(cache.writes());
        }
    }
}
