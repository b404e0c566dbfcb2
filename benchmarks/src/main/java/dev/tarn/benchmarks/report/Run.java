package dev.tarn.benchmarks.report;

import java.util.List;

/**
 * All subjects of one start, and where they ran. Written as {@code run.json}.
 *
 * @param begun when, in UTC
 * @param commit of the sources
 * @param machine processors, memory, system
 * @param jdk of all processes
 * @param servers their versions
 * @param effort quick or full
 * @param subjects what has run so far
 */
record Run(
        String begun, String commit, String machine, String jdk, String servers, String effort, List<Ran> subjects) {}
