package dev.tarn.tiered.sim;

import java.util.ArrayList;
import java.util.List;

/** The source: rows whose content is the number of their version. */
final class Database {
    private final List<List<Long>> commits = new ArrayList<>();

    Database(int keys) {
        for (int key = 0; key < keys; key++) {
            commits.add(new ArrayList<>());
        }
    }

    /** Commits the next version of a row, and returns its number. */
    long commit(int key, long now) {
        commits.get(key).add(now);
        return version(key);
    }

    long version(int key) {
        return commits.get(key).size();
    }

    /** Returns the version that a row had at some moment. */
    long version(int key, long at) {
        List<Long> times = commits.get(key);
        int version = times.size();
        while (version > 0 && times.get(version - 1) > at) {
            version--;
        }
        return version;
    }
}
