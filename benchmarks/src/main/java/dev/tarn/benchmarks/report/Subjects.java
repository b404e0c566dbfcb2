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

    /** Returns how long some take together on a machine that has nothing else to do, about. */
    static int seconds(List<Subject> subjects, String effort) {
        return subjects.stream()
                .mapToInt(subject -> subject.effort(effort).seconds())
                .sum();
    }
}
