package dev.tarn.testing.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of the writes of a history: which versions there were, and who owed which from when. Not thread-safe. */
final class WriteIndex {
    private static final long UNKNOWN = Long.MAX_VALUE;
    private static final Acknowledgements NONE = new Acknowledgements();

    private final List<Concession> concessions;
    private final Map<Integer, long[]> seen = new HashMap<>();
    private final Map<Integer, Acknowledgements> applied = new HashMap<>();
    private final Map<Integer, Acknowledgements> owed = new HashMap<>();
    private final Map<Long, Map<Integer, Acknowledgements>> own = new HashMap<>();
    private final List<HistoryEvent> conceded = new ArrayList<>();
    private final Map<Long, Map<Integer, Integer>> queued = new HashMap<>();

    WriteIndex(List<Concession> concessions) {
        this.concessions = concessions.stream()
                .filter(concession -> concession.kind() == Concession.Kind.ACKNOWLEDGEMENTS)
                .toList();
    }

    void add(HistoryEvent event) {
        switch (event.kind()) {
            case COMMIT -> exists(event.key(), event.version(), event.start());
            case LOAD -> exists(event.key(), event.version(), event.end());
            case APPLIED -> {
                own(event);
                at(applied, event.key()).add(event.end(), event.version());
                at(owed, event.key()).add(countsFrom(event), event.version());
            }
            case QUEUED -> {
                own(event);
                queued.computeIfAbsent(event.process(), process -> new HashMap<>())
                        .merge(event.key(), event.version(), Math::max);
            }
            case READ, FINAL_READ, FAILED_READ, FAILED_FINAL_READ, FAILED_WRITE, STARTED, ENDED -> {}
        }
    }

    /** Tells whether the source had the version by the given time. Every key begins at version 1. */
    boolean existed(int key, int version, long time) {
        if (version <= 1) {
            return version == 1;
        }
        long[] times = seen.getOrDefault(key, new long[0]);
        return version < times.length && times[version] <= time;
    }

    /** Returns since when a version newer than this one was owed by every process, concessions made. */
    long owedSince(int key, int version) {
        return owed.getOrDefault(key, NONE).newerSince(version);
    }

    /** Returns since when a version newer than this one had been acknowledged as applied, nothing conceded. */
    long appliedSince(int key, int version) {
        return applied.getOrDefault(key, NONE).newerSince(version);
    }

    /** Returns since when a version newer than this one had been written by the process itself. */
    long ownSince(long process, int key, int version) {
        return own.getOrDefault(process, Map.of()).getOrDefault(key, NONE).newerSince(version);
    }

    int newestApplied(int key) {
        return applied.getOrDefault(key, NONE).newest();
    }

    /** Returns the newest version whose invalidation one of the processes has taken upon itself to repeat. */
    int newestQueued(int key, Set<Long> processes) {
        return queued.entrySet().stream()
                .filter(entry -> processes.contains(entry.getKey()))
                .mapToInt(entry -> entry.getValue().getOrDefault(key, 0))
                .max()
                .orElse(0);
    }

    /** Returns the newest version whose invalidation was queued by anybody, those who ended since included. */
    int newestQueued(int key) {
        return newestQueued(key, queued.keySet());
    }

    int newestSeen(int key) {
        long[] times = seen.getOrDefault(key, new long[0]);
        for (int version = times.length - 1; version > 1; version--) {
            if (times[version] != UNKNOWN) {
                return version;
            }
        }
        return 1;
    }

    /** Returns the acknowledgements that count later than they were given. */
    List<HistoryEvent> conceded() {
        return conceded;
    }

    /** Returns how many acknowledged versions of the key are newer than the given one. */
    long appliedAbove(int key, int version) {
        return applied.getOrDefault(key, NONE).countAbove(version);
    }

    private void own(HistoryEvent event) {
        at(own.computeIfAbsent(event.process(), process -> new HashMap<>()), event.key())
                .add(event.end(), event.version());
    }

    private long countsFrom(HistoryEvent event) {
        long latest = event.end();
        for (Concession concession : concessions) {
            latest = Math.max(latest, concession.countsFrom(event));
        }
        if (latest != event.end()) {
            conceded.add(event);
        }
        return latest;
    }

    private void exists(int key, int version, long time) {
        if (version < 0) {
            throw new IllegalArgumentException("version " + version + " of key " + key + " cannot be committed");
        }
        long[] times = seen.computeIfAbsent(key, absent -> new long[0]);
        if (version >= times.length) {
            int from = times.length;
            times = Arrays.copyOf(times, Math.max(8, version * 2));
            Arrays.fill(times, from, times.length, UNKNOWN);
            seen.put(key, times);
        }
        times[version] = Math.min(times[version], time);
    }

    private static Acknowledgements at(Map<Integer, Acknowledgements> index, int key) {
        return index.computeIfAbsent(key, absent -> new Acknowledgements());
    }
}
