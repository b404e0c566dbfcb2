package dev.tarn.tiered.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps what happened: as a hash always, as lines if asked to. */
final class History {
    private static final int LINES = 4_000;

    private final Agenda agenda;
    private final boolean traced;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long hash;

    private record Line(int key, String text) {}

    History(Agenda agenda, boolean traced) {
        this.agenda = agenda;
        this.traced = traced;
    }

    /**
     * Notes an event.
     *
     * @param node the number of the node, or -1 for the server's side
     * @param key the key, or -1 if it concerns all
     */
    void note(String what, int node, int key, Object detail, long value) {
        hash = Dice.mixed(hash ^ (what.hashCode() + 31L * (node + 31L * (key + 31L * value)))) + agenda.now();
        if (traced) {
            String who = node < 0 ? "server" : "node " + node;
            lines.add(new Line(
                    key,
                    String.format(
                            "%10.3f ms  %-7s %-14s key %2d  %s %s",
                            agenda.now() / (double) Simulation.MILLI, who, what, key, value, detail)));
            if (lines.size() > LINES) {
                lines.remove();
            }
        }
    }

    boolean isTraced() {
        return traced;
    }

    /** Returns a number that two different histories hardly share. */
    long hash() {
        return hash;
    }

    /** Returns the last lines about a key or about all of them. */
    List<String> last(int count, int key) {
        List<String> about = new ArrayList<>();
        for (Line line : lines) {
            if (line.key() < 0 || key < 0 || line.key() == key) {
                about.add(line.text());
            }
        }
        return about.subList(Math.max(0, about.size() - count), about.size());
    }
}
