package dev.tarn.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Something that is measured, and how it is reported.
 *
 * @param name what users of {@link Bench} call it
 * @param title what readers of reports do
 * @param command the measurement's name and the options that always hold
 * @param quick a short run
 * @param full a long run
 * @param jvm options of the JVM
 * @param shape how the rows are read
 * @param own rivals that are Tarn's
 * @param limits rivals that are no cache, but show what the machine gives
 * @param bars what must hold
 * @param reasons why Tarn is not first where it is not
 */
record Subject(
        String name,
        String title,
        String command,
        Effort quick,
        Effort full,
        List<String> jvm,
        Shape shape,
        Set<String> own,
        Set<String> limits,
        List<Bar> bars,
        List<Reason> reasons) {
    /** Stands in commands for the folder with traces, or for none. */
    static final String TRACES = "TRACES";

    /**
     * Why Tarn is not first, and what would be needed.
     *
     * @param where matches what was measured and, after a colon, the measure
     * @param text in sentences
     * @param seen whether that is what a profile showed, or presumed
     */
    record Reason(Pattern where, String text, boolean seen) {
        String told() {
            return (seen ? "Profiled: " : "Presumably: ") + text;
        }
    }

    Subject(String name, String title, String command, Effort quick, Effort full, Shape shape) {
        this(name, title, command, quick, full, List.of(), shape, Set.of(), Set.of(), List.of(), List.of());
    }

    Subject jvm(String... options) {
        return new Subject(name, title, command, quick, full, List.of(options), shape, own, limits, bars, reasons);
    }

    Subject own(String... rivals) {
        return new Subject(name, title, command, quick, full, jvm, shape, Set.of(rivals), limits, bars, reasons);
    }

    Subject limits(String... rivals) {
        return new Subject(name, title, command, quick, full, jvm, shape, own, Set.of(rivals), bars, reasons);
    }

    Subject bars(Bar... all) {
        return new Subject(name, title, command, quick, full, jvm, shape, own, limits, List.of(all), reasons);
    }

    Subject reasons(Reason... all) {
        return new Subject(name, title, command, quick, full, jvm, shape, own, limits, bars, List.of(all));
    }

    /** Returns a reason that nobody has seen. */
    static Reason because(String where, String text) {
        return new Reason(Pattern.compile(where), text, false);
    }

    /** Returns a reason that a profile showed; the design page on what costs how much says which. */
    static Reason seen(String where, String text) {
        return new Reason(Pattern.compile(where), text, true);
    }

    /** Returns the run of a name: {@code quick} or {@code full}. */
    Effort effort(String of) {
        return of.equals("full") ? full : quick;
    }

    boolean isOwn(String rival) {
        return own.isEmpty() ? rival.toLowerCase(Locale.ROOT).startsWith("tarn") : own.contains(rival);
    }

    boolean isLimit(String rival) {
        return limits.contains(rival);
    }

    /** Returns the reason given for a place where Tarn is not first; empty if none is. */
    String reason(Cell cell) {
        String where = cell.title() + ": " + cell.measure().title();
        return reasons.stream()
                .filter(reason -> reason.where.matcher(where).find())
                .map(Reason::told)
                .findFirst()
                .orElse("");
    }
}
