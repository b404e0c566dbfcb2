package dev.tarn.tiered;

import dev.tarn.Explanation.By;
import dev.tarn.Explanation.LastInvalidation;
import dev.tarn.tiered.RecentChanges.Seen;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the last change that concerns one key among those that are remembered. For one question. */
final class InvalidationSearch {
    private final RecentChanges changes;
    private final long now;
    private By by = By.NONE;
    private @Nullable String tag;
    private @Nullable Seen last;
    /** The last of what has taken the place of something that may concern the key, or may concern it itself. */
    private @Nullable Seen hiding;

    private InvalidationSearch(RecentChanges changes, long now) {
        this.changes = changes;
        this.now = now;
    }

    /**
     * Finds it.
     *
     * @param tags those of the key, or null if they are not known, for nothing is held of it
     */
    static LastInvalidation find(RecentChanges changes, Object key, int shard, @Nullable Set<String> tags, long now) {
        InvalidationSearch search = new InvalidationSearch(changes, now);
        search.consider(By.RESET, null, changes.resetOf(shard));
        search.consider(By.CLEAR, null, changes.clearOf(shard));
        if (tags == null) {
            search.hides(changes.newestTag());
        } else {
            tags.forEach(each -> search.considerNamed(By.TAG, each, each, changes.atPlaceOfTag(each)));
        }
        search.considerNamed(By.KEY, null, key, changes.atPlaceOfKey(key));
        return search.answer();
    }

    private void considerNamed(By what, @Nullable String name, Object wanted, @Nullable Seen seen) {
        if (seen == null || seen.name().equals(wanted)) {
            consider(what, name, seen);
        } else {
            hides(seen);
        }
    }

    private void hides(@Nullable Seen seen) {
        if (seen != null && (hiding == null || hiding.nanos() - seen.nanos() < 0)) {
            hiding = seen;
        }
    }

    private void consider(By what, @Nullable String name, @Nullable Seen seen) {
        if (seen != null && (last == null || last.nanos() - seen.nanos() <= 0)) {
            by = what;
            tag = name;
            last = seen;
        }
    }

    private LastInvalidation answer() {
        Seen known = last;
        Seen other = hiding;
        if (other != null && (known == null || known.nanos() - other.nanos() < 0)) {
            return new LastInvalidation(By.NOT_KNOWN, null, 0, ago(other.nanos()));
        }
        return known == null
                ? new LastInvalidation(By.NONE, null, 0, ago(changes.since()))
                : new LastInvalidation(by, tag, known.version(), ago(known.nanos()));
    }

    private Duration ago(long nanos) {
        return Duration.ofNanos(now - nanos);
    }
}
