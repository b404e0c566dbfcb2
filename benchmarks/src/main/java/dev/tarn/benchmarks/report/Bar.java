package dev.tarn.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What must be seen to hold.
 *
 * @param where matches what was measured
 * @param field the measure
 * @param own Tarn's rival
 * @param against the rival that it is compared with; empty to compare the number itself
 * @param limit the least ratio, or number, if more is better; else the greatest
 * @param given the rival without whom, or without whose number, nothing is asked for; empty if it always is
 * @param least that number, or the most if less is better
 * @param why what is told if it is missed; empty if nothing
 */
record Bar(
        Pattern where, String field, String own, String against, double limit, String given, double least, String why) {
    static Bar ratio(String where, String field, String own, String against, double limit) {
        return new Bar(Pattern.compile(where), field, own, against, limit, "", 0, "");
    }

    static Bar number(String where, String field, String own, double limit) {
        return new Bar(Pattern.compile(where), field, own, "", limit, "", 0, "");
    }

    /** Returns the same, asked for only where another rival reaches a number itself. */
    Bar onlyIf(String rival, double reached) {
        return new Bar(where, field, own, against, limit, rival, reached, why);
    }

    /** Returns the same with what is told if it is missed. */
    Bar missedFor(String reason) {
        return new Bar(where, field, own, against, limit, given, least, reason);
    }

    /**
     * What came of it.
     *
     * @param text says where, what and how much
     * @param met whether it holds by the median
     */
    record Verdict(String text, boolean met) {}

    /** Returns what came of it wherever it applies. */
    List<Verdict> judge(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.measure().field().equals(field)
                        && where.matcher(cell.title()).find())
                .filter(cell -> cell.has(own) && (against.isEmpty() || cell.has(against)))
                .filter(cell -> given.isEmpty() || (cell.has(given) && reaches(cell, cell.median(given), least)))
                .map(this::judge)
                .toList();
    }

    private Verdict judge(Cell cell) {
        Quantiles seen = against.isEmpty() ? cell.values(own) : cell.ratio(own, against);
        boolean more = cell.measure().moreIsBetter();
        String text = String.format(
                Locale.ROOT,
                "%s: %s, %s%s %s, asked for at %s %s",
                cell.title(),
                cell.measure().title(),
                own,
                against.isEmpty() ? "" : " over " + against,
                seen.text(),
                more ? "least" : "most",
                Numbers.text(limit));
        boolean met = reaches(cell, seen.median(), limit);
        return new Verdict(met || why.isEmpty() ? text : text + ". " + why, met);
    }

    private static boolean reaches(Cell cell, double number, double wanted) {
        return cell.measure().moreIsBetter() ? number >= wanted : number <= wanted;
    }
}
