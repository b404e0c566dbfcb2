package dev.tarn.memcached;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the log of one shard of one cache on the server that has its values: a head that is changed by {@code cas}, and steps beside it.
 *
 * <p>A step is written before the head that names it, on one connection and so in this order; a head that can be seen has its step, or the
 * step has expired or was evicted. Then a poll says that it cannot tell.
 */
final class Shard {
    private static final int MOST_STEPS_BACK = 4_096;
    private static final int PATIENT_ATTEMPTS = 3;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Session session;
    private final Server server;
    private final Names names;
    private final String headName;
    private final Appender appender;

    /** A head, and what {@code cas} has to be told to replace it. */
    record Known(Head head, long cas) {}

    Shard(Session session, Server server, Names names) {
        this.session = session;
        this.server = server;
        this.names = names;
        this.headName = names.head(server.index());
        this.appender = new Appender(session, this);
    }

    int index() {
        return server.index();
    }

    Server server() {
        return server;
    }

    Names names() {
        return names;
    }

    String headName() {
        return headName;
    }

    /** Reads the head; begins the log if there is none. */
    CompletableFuture<Known> head(String operation, long deadline) {
        return server.gets(operation, headName, deadline).thenCompose(item -> {
            Head head = item == null ? null : Head.of(index(), item.bytes());
            if (head != null && item != null) {
                return CompletableFuture.completedFuture(new Known(head, item.cas()));
            }
            if (item != null && Head.isNewer(item.bytes())) {
                return CompletableFuture.failedFuture(Failures.newerHead(server.name(), operation));
            }
            return begin(operation, item, deadline).thenCompose(whoever -> head(operation, deadline));
        });
    }

    private CompletableFuture<Boolean> begin(String operation, @Nullable Item foreign, long deadline) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Position first = new Position(index(), random.nextInt(), micros(), nonce());
        byte[] genesis = Head.genesis(first).bytes();
        return foreign == null
                ? server.add(operation, headName, genesis, 0, deadline)
                : server.cas(operation, headName, foreign.cas(), genesis, 0, deadline);
    }

    private long micros() {
        return Math.max(
                1, TimeUnit.MILLISECONDS.toMicros(session.options().clock().millis()));
    }

    private static int nonce() {
        return ThreadLocalRandom.current().nextInt() | 1;
    }

    /**
     * Records a step.
     *
     * @param shared whether it may be one with others of its kind that are asked for at the same time
     */
    CompletableFuture<Appended> append(Operation operation, List<byte[]> changed, boolean shared, long deadline) {
        return appender.append(operation, changed, shared, deadline);
    }

    /** Says where a step was recorded, and which tag's invalidation was the last one before it. */
    record Appended(Applied applied, long formerTagMaximum) {
        /** Returns the same, of a step that holds the names of several changes. */
        Appended sharedBy(List<byte[]> names) {
            return new Appended(new Applied(applied.previous(), applied.current(), names), formerTagMaximum);
        }
    }

    /** Tries to record one step until nobody else is quicker. */
    CompletableFuture<Appended> record(Operation operation, List<byte[]> changed, long deadline, int attempt) {
        return head("append", deadline).thenCompose(known -> {
            Head head = known.head();
            long stamp = Math.max(head.position().stamp() + 1, micros());
            Position at = new Position(index(), head.position().era(), stamp, nonce());
            Head next = head.next(at, operation == Operation.CLEAR, operation == Operation.TAG);
            byte[] step = new Step(operation, next.former(), changed).bytes();
            CompletableFuture<Boolean> written = server.set("append", names.step(at), step, logExpiry(), deadline);
            return server.cas("append", headName, known.cas(), next.bytes(), 0, deadline)
                    .thenCombine(written, (moved, stored) -> moved)
                    .thenCompose(moved -> moved
                            ? CompletableFuture.completedFuture(
                                    new Appended(new Applied(head.position(), at), head.tagMaximum()))
                            : pause(attempt).thenCompose(on -> record(operation, changed, deadline, attempt + 1)));
        });
    }

    private int logExpiry() {
        return Expiry.of(
                session.options().logLife().toMillis(),
                session.options().clock().millis());
    }

    /** Waits a little before another attempt, the longer the more were in vain. */
    CompletableFuture<Boolean> pause(int attempts) {
        if (attempts < PATIENT_ATTEMPTS) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        long longest = PAUSE_NANOS * Math.min(attempts, 10);
        session.later(() -> over.complete(true), ThreadLocalRandom.current().nextLong(longest));
        if (session.isClosed()) {
            over.completeExceptionally(Failures.closed(session.options().name()));
        }
        return over;
    }

    /** Voids tags: in the head first, which from then on sends readers to the index; then in the index. */
    CompletableFuture<Applied> invalidateTags(List<byte[]> tags, long deadline) {
        List<String> texts = tags.stream()
                .map(tag -> new String(tag, StandardCharsets.UTF_8))
                .toList();
        return append(Operation.TAG, tags, false, deadline)
                .thenCompose(appended -> index(texts, appended, deadline, 0).thenApply(done -> appended.applied()));
    }

    private CompletableFuture<Boolean> index(List<String> tags, Appended appended, long deadline, int attempt) {
        Position at = appended.applied().current();
        String name = names.tags(index());
        return server.gets("invalidateTag", name, deadline).thenCompose(item -> {
            TagIndex before = item == null ? null : TagIndex.of(item.bytes());
            if (before != null && before.era() == at.era() && before.upTo() >= at.stamp()) {
                return CompletableFuture.completedFuture(
                        true); // whoever was quicker did not find us, and voided all before
            }
            boolean awaited = attempt < PATIENT_ATTEMPTS
                    && before != null
                    && before.era() == at.era()
                    && before.upTo() < appended.formerTagMaximum();
            if (awaited) {
                return pause(PATIENT_ATTEMPTS).thenCompose(on -> index(tags, appended, deadline, attempt + 1));
            }
            byte[] after = TagIndex.after(
                            before, at.era(), tags, appended.formerTagMaximum(), at.stamp(), server.mostNameBytes())
                    .bytes();
            CompletableFuture<Boolean> stored = item == null
                    ? server.add("invalidateTag", name, after, 0, deadline)
                    : server.cas("invalidateTag", name, item.cas(), after, 0, deadline);
            return stored.thenCompose(done -> done
                    ? CompletableFuture.completedFuture(true)
                    : pause(attempt).thenCompose(on -> index(tags, appended, deadline, attempt + 1)));
        });
    }

    /** Reads which tags were voided. */
    CompletableFuture<@Nullable TagIndex> tags(String operation, long deadline) {
        return server.get(operation, List.of(names.tags(index())), deadline).thenApply(found -> TagIndex.of(found[0]));
    }

    /** Answers what happened after a position. */
    CompletableFuture<Polled> poll(Position last, int limit, long deadline) {
        return server.get("poll", List.of(headName), deadline).thenCompose(found -> {
            Head head = Head.of(index(), found[0]);
            return head == null
                    ? head("poll", deadline).thenApply(known -> reset(known.head()))
                    : poll(head, last, limit, deadline);
        });
    }

    private CompletableFuture<Polled> poll(Head head, Position last, int limit, long deadline) {
        Position now = head.position();
        if (last.equals(now)) {
            return CompletableFuture.completedFuture(new Polled.Entries(List.of(), now));
        }
        if (last.isUnknown() || last.era() != now.era() || last.stamp() > now.stamp()) {
            return CompletableFuture.completedFuture(reset(head));
        }
        List<Position> newest = new ArrayList<>(head.former());
        newest.add(0, now);
        return back(newest, last, new ArrayList<>(), deadline).thenApply(steps -> {
            if (steps == null) {
                return reset(head);
            }
            Collections.reverse(steps);
            return new Polled.Entries(steps.subList(0, Math.min(limit, steps.size())), now);
        });
    }

    private static Polled reset(Head head) {
        return new Polled.Reset(head.position(), false);
    }

    /**
     * Reads the log backwards from some of its positions, which follow each other, down to the one before which nothing is wanted.
     *
     * @param newer the steps after those positions, the newest first
     * @return the steps, the newest first; null if the log does not go back so far
     */
    private CompletableFuture<@Nullable List<Invalidation>> back(
            List<Position> places, Position last, List<Invalidation> newer, long deadline) {
        int end = places.indexOf(last);
        Position oldest = places.get(places.size() - 1);
        if (newer.size() > MOST_STEPS_BACK || (end < 0 && oldest.stamp() <= last.stamp())) {
            return CompletableFuture.completedFuture(null);
        }
        if (end == 0) {
            return CompletableFuture.completedFuture(newer);
        }
        List<Position> wanted = end < 0 ? places : places.subList(0, end);
        List<String> items = wanted.stream().map(names::step).toList();
        return server.get("poll", items, deadline).thenCompose(found -> {
            Step step = null;
            for (int i = 0; i < wanted.size(); i++) {
                step = Step.of(wanted.get(i), found[i]);
                if (step == null) {
                    return CompletableFuture.completedFuture(null);
                }
                newer.add(step.at(wanted.get(i)));
            }
            return end >= 0 || step == null
                    ? CompletableFuture.completedFuture(newer)
                    : back(step.former(), last, newer, deadline);
        });
    }
}
