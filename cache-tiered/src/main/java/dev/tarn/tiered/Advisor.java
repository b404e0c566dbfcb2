package dev.tarn.tiered;

import dev.tarn.CacheStats;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Tells, one line each, what is odd about a cache: when it is built, and once when its reads show it. */
final class Advisor {
    private static final System.Logger LOG = System.getLogger("dev.tarn");
    private static final long ENOUGH_READS = 100_000;
    private static final double HARDLY_ANY = 0.01;

    private final String cache;
    private final Set<Advice> silenced;
    private final BiConsumer<Advice, String> log;
    private boolean toldOfHits;

    Advisor(String cache, CacheSettings<?, ?> settings) {
        this(cache, settings, (advice, line) -> LOG.log(Level.INFO, line));
    }

    Advisor(String cache, CacheSettings<?, ?> settings, BiConsumer<Advice, String> log) {
        this.cache = cache;
        this.silenced = settings.silenced();
        this.log = log;
    }

    /** Tells what is odd about settings. */
    void look(CacheSettings<?, ?> settings, boolean hasBus) {
        odd(settings, hasBus).forEach(this::tell);
    }

    private static Set<Advice> odd(CacheSettings<?, ?> settings, boolean hasBus) {
        Set<Advice> odd = EnumSet.noneOf(Advice.class);
        boolean loads = settings.loader() != null;
        Duration life = settings.timeToLive();
        Duration absentLife = settings.absentLife();
        if (loads && settings.remote() && !settings.loads().isBounded()) {
            odd.add(Advice.UNBOUNDED_LOADS);
        }
        if (!settings.failSafe().softTimeout().isZero() && settings.staleFor().isZero()) {
            odd.add(Advice.SOFT_TIMEOUT_WITHOUT_STALENESS);
        }
        if (settings.remote() && !settings.locals().isEmpty() && !hasBus) {
            odd.add(Advice.NO_BUS);
        }
        if (life != null && absentLife != null && absentLife.compareTo(life) > 0) {
            odd.add(Advice.ABSENCES_OUTLIVE_VALUES);
        }
        if (loads && life == null) {
            odd.add(Advice.NEVER_EXPIRES);
        }
        return odd;
    }

    /** Tells, once, if reads are hardly ever answered by a tier. Called by one thread at a time. */
    void look(CacheStats stats) {
        if (!toldOfHits && stats.requests() >= ENOUGH_READS && stats.hitRate() < HARDLY_ANY) {
            toldOfHits = true;
            tell(Advice.HARDLY_ANY_HITS);
        }
    }

    private void tell(Advice advice) {
        if (!silenced.contains(advice)) {
            log.accept(advice, "cache " + cache + " " + advice.text() + ", or silence(Advice." + advice + ")");
        }
    }
}
