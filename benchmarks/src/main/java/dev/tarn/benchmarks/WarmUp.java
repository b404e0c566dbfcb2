package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a process has run something for long enough to measure it: once the compilers take little of the time. On two processors a compiler
 * at work takes half of the machine, and what is measured beside it is the compiler's share.
 *
 * <pre>WarmUp warmUp = new WarmUp();
 * do { what is to be measured, for some hundred milliseconds } while (warmUp.isCompiling());</pre>
 */
final class WarmUp {
    static final int MOST = 8;
    private static final double LITTLE = 0.05;
    private static final @Nullable CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

    private final Clock clock;
    private final LongSupplier compileMillis;
    private int parts;
    private long partBegan;
    private long compiledBefore;

    /** Begins to look at this process. */
    WarmUp() {
        this(Clock.system(), WarmUp::compileMillis);
    }

    /**
     * Begins to look.
     *
     * @param compileMillis how long the compilers have worked so far
     */
    WarmUp(Clock clock, LongSupplier compileMillis) {
        this.clock = clock;
        this.compileMillis = compileMillis;
        this.partBegan = clock.nanos();
        this.compiledBefore = compileMillis.getAsLong();
    }

    /** Returns whether the compilers took much of the time since the last call; false once it has been asked for often enough all the same. */
    boolean isCompiling() {
        long now = clock.nanos();
        long compiled = compileMillis.getAsLong();
        double share = (compiled - compiledBefore) * 1e6 / (now - partBegan);
        partBegan = now;
        compiledBefore = compiled;
        return share > LITTLE && ++parts < MOST;
    }

    private static long compileMillis() {
        return COMPILERS != null && COMPILERS.isCompilationTimeMonitoringSupported()
                ? COMPILERS.getTotalCompilationTime()
                : 0;
    }
}
