package dev.tarn.benchmarks;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rivals that are opened one after the other and closed together, whatever happens in between. */
final class Rivals implements AutoCloseable, Iterable<NearCaches> {
    private final List<NearCaches> all = new ArrayList<>();

    /** Opens some of {@link NearCaches#ALL}. */
    static Rivals open(List<String> names, String uri, int nodes, int entries) {
        Rivals rivals = new Rivals();
        try {
            for (String name : names) {
                rivals.all.add(NearCaches.open(name, uri, nodes, entries));
            }
            return rivals;
        } catch (RuntimeException e) {
            rivals.close();
            throw e;
        }
    }

    @Override
    public Iterator<NearCaches> iterator() {
        return all.iterator();
    }

    /** Prints what a reader of the figures should know. */
    void remarkTo(Report report) {
        for (NearCaches rival : all) {
            if (!rival.remarks().isEmpty()) {
                report.line("%-20s %s", rival.name(), rival.remarks());
            }
        }
    }

    @Override
    public void close() {
        all.forEach(NearCaches::close);
    }
}
