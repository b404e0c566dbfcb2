package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a process has run something for long enough to measure it: once the compilers take little of the time. On two processors a compiler
 * at work takes half of the machine, and what is measured beside it is the compiler's share.
 *
 * <pre>WarmUp warmUp = new WarmUp();
 * do { what is to be measured, for some hundred milliseconds } while (warmUp.isCompiling());</pre>
 */
final class WarmUp {
    private static final int MOST = 8;
    private static final double LITTLE = 0.05;
    private static final @Nullable CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

    private final Clock clock = Clock.system();
    private int parts;
    private long partBegan = clock.nanos();
    private long compiledBefore = compileMillis();

    /** Returns whether the compilers took much of the time since the last call; false once it has been asked for often enough all the same. */
    boolean isCompiling() {
        long now = clock.nanos();
        long compiled = compileMillis();
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
