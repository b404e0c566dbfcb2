package dev.tarn.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/** All that is measured, in the order in which it is. */
final class Subjects {
    private Subjects() {}

    static List<Subject> all() {
        return Stream.of(LocalSubjects.all(), RemoteSubjects.all(), ScaleSubjects.all())
                .flatMap(List::stream)
                .toList();
    }
}
