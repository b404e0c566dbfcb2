package dev.tarn.testing.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The recorded history of a run, in the files of its threads. Read from there each time; nothing of it is kept in memory. */
final class History {
    private final List<HistoryFile> files;

    private History(List<HistoryFile> files) {
        this.files = List.copyOf(files);
    }

    static History in(Path folder) {
        return new History(HistoryFile.in(folder).toList());
    }

    /** Shows all events, in the order of each thread. */
    void forEach(Consumer<HistoryEvent> taker) {
        files.forEach(file -> file.forEach(taker));
    }

    /** Shows all events, those of one process in the order of their beginnings. */
    void forEachInOrder(Consumer<HistoryEvent> taker) {
        Map<Long, List<HistoryFile>> processes = new TreeMap<>();
        for (HistoryFile file : files) {
            long process = (long) file.node() << Integer.SIZE | file.life();
            processes.computeIfAbsent(process, absent -> new ArrayList<>()).add(file);
        }
        processes.values().forEach(threads -> merge(threads, taker));
    }

    Map<HistoryEvent.Kind, Long> counts() {
        Map<HistoryEvent.Kind, Long> counts = new EnumMap<>(HistoryEvent.Kind.class);
        forEach(event -> counts.merge(event.kind(), 1L, Long::sum));
        return counts;
    }

    /** Returns the last events of a key that began before a time, in the order of their beginnings. */
    List<HistoryEvent> lastOf(int key, long time, int limit) {
        PriorityQueue<HistoryEvent> last = new PriorityQueue<>(Comparator.comparingLong(HistoryEvent::start));
        forEach(event -> {
            if (event.key() == key && event.start() <= time) {
                last.add(event);
                if (last.size() > limit) {
                    last.poll();
                }
            }
        });
        return last.stream()
                .sorted(Comparator.comparingLong(HistoryEvent::start))
                .toList();
    }

    private static void merge(List<HistoryFile> threads, Consumer<HistoryEvent> taker) {
        PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparingLong(head -> head.event.start()));
        for (HistoryFile thread : threads) {
            Iterator<HistoryEvent> rest = thread.iterator();
            if (rest.hasNext()) {
                heads.add(new Head(rest.next(), rest));
            }
        }
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            taker.accept(head.event);
            if (head.rest.hasNext()) {
                heads.add(new Head(head.rest.next(), head.rest));
            }
        }
    }

    /** The next event of a thread and those behind it. */
    private record Head(HistoryEvent event, Iterator<HistoryEvent> rest) {}
}
