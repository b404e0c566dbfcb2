package dev.tarn.memcached;

import dev.tarn.spi.Begun;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Grants, uses and ends leases: {@code add} or {@code cas} puts a lease into the item of its key, {@code cas} replaces it by the value
 * that was loaded. Whatever changes the key in between replaces or removes the item, so the {@code cas} of a load that is late finds
 * another item or none, and is refused by the server itself.
 */
final class Leases {
    private static final int MOST_ATTEMPTS = 20;
    private static final long SHORTEST_MILLIS = 1;

    private final Session session;
    private final Shards shards;

    Leases(Shards shards) {
        this.session = shards.session();
        this.shards = shards;
    }

    private long millis() {
        return session.options().clock().millis();
    }

    /** One key of a request. */
    private record Ask(Shard shard, ItemName name, LeaseToken token, long deadline) {}

    private Ask ask(byte[] key, LeaseToken token, long deadline) {
        ItemName name = shards.name(key);
        return new Ask(shards.of(name), name, token, deadline);
    }

    /** Does something with the item of each key and the head of its shard, which is read after the items and once for all of a shard. */
    private <R> CompletableFuture<List<R>> each(String operation, List<Ask> asks, Work<R> work) {
        List<CompletableFuture<@Nullable Item>> items = new ArrayList<>(asks.size());
        for (Ask ask : asks) {
            items.add(ask.shard().server().gets(operation, ask.name().text(), ask.deadline()));
        }
        Map<Shard, CompletableFuture<Shard.Known>> heads = new HashMap<>();
        List<CompletableFuture<R>> results = new ArrayList<>(asks.size());
        for (int i = 0; i < items.size(); i++) {
            Ask ask = asks.get(i);
            int index = i;
            CompletableFuture<Shard.Known> head =
                    heads.computeIfAbsent(ask.shard(), shard -> shard.head(operation, ask.deadline()));
            results.add(items.get(i)
                    .thenCompose(item -> head.thenCompose(known -> work.on(index, item, known.head()))));
        }
        return Futures.all(results);
    }

    /** What is done with one key. */
    @FunctionalInterface
    private interface Work<R> {
        CompletableFuture<R> on(int index, @Nullable Item item, Head head);
    }

    private static @Nullable Frame frame(Ask ask, @Nullable Item item) {
        return item == null ? null : Frame.read(ask.name(), item.bytes());
    }

    CompletableFuture<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        long deadline = session.controlDeadline();
        List<Ask> asks = keys.stream().map(key -> ask(key, token, deadline)).toList();
        Grant grant = new Grant(lease.toMillis(), refresh);
        return each("begin", asks, (i, item, head) -> begin(asks.get(i), item, head, grant, 0));
    }

    /** What is asked for. */
    private record Grant(long lifeMillis, boolean refresh) {}

    private CompletableFuture<Begun> begin(Ask ask, @Nullable Item item, Head head, Grant grant, int attempt) {
        Frame frame = frame(ask, item);
        long now = millis();
        if (frame != null && frame.barredUntil() > now) {
            return CompletableFuture.completedFuture(new Begun.Barred(head.position()));
        }
        Frame.Mark writing = frame == null ? null : frame.writing();
        if (writing != null && writing.end() > now) {
            return CompletableFuture.completedFuture(held(writing.end() - now, grant, null));
        }
        Frame.Body body = frame == null ? null : frame.liveBody(now);
        if (body == null) {
            return grant(ask, item, frame, null, null, head, grant, attempt);
        }
        return Values.servable(session, ask.shard(), head, body, "begin", ask.deadline())
                .thenCompose(found -> {
                    byte[] envelope = found != null && EnvelopeHeader.isEnvelope(found) ? found : null;
                    return envelope != null && !grant.refresh()
                            ? CompletableFuture.completedFuture(new Begun.Hit(envelope, head.position()))
                            : grant(ask, item, frame, envelope == null ? null : body, envelope, head, grant, attempt);
                });
    }

    private CompletableFuture<Begun> grant(
            Ask ask,
            @Nullable Item item,
            @Nullable Frame frame,
            Frame.@Nullable Body kept,
            byte @Nullable [] stale,
            Head head,
            Grant grant,
            int attempt) {
        long now = millis();
        Frame.Lease lease = frame == null ? null : frame.lease();
        if (lease != null && lease.end() > now && head.covers(lease.label())) {
            Position label = head.at(lease.label());
            return CompletableFuture.completedFuture(
                    lease.token().equals(ask.token())
                            ? new Begun.Leased(label, stale)
                            : held(lease.end() - now, grant, stale));
        }
        Frame.Lease granted = new Frame.Lease(ask.token(), head.position(), now + grant.lifeMillis());
        return replace(ask, "begin", item, Frame.of(granted, kept), grant.lifeMillis())
                .thenCompose(stored -> stored
                        ? CompletableFuture.completedFuture(new Begun.Leased(head.position(), stale))
                        : again(ask, head, grant, attempt + 1));
    }

    private CompletableFuture<Begun> again(Ask ask, Head head, Grant grant, int attempt) {
        if (attempt > MOST_ATTEMPTS) {
            return CompletableFuture.failedFuture(
                    Failures.contended(ask.shard().server().name(), "begin", attempt));
        }
        return ask.shard()
                .server()
                .gets("begin", ask.name().text(), ask.deadline())
                .thenCompose(item -> begin(ask, item, head, grant, attempt));
    }

    private static Begun held(long restMillis, Grant grant, byte @Nullable [] stale) {
        long rest = Math.max(SHORTEST_MILLIS, Math.min(restMillis, grant.lifeMillis()));
        return new Begun.Held(Duration.ofMillis(rest), stale);
    }

    /** Puts a frame in the place of an item, if nobody else has; a frame with a value is kept as long as that lives. */
    private CompletableFuture<Boolean> replace(
            Ask ask, String operation, @Nullable Item item, Frame frame, long lifeMillis) {
        long now = millis();
        Frame.Body body = frame.body();
        int expiry = Expiry.of(body == null ? lifeMillis : Math.max(lifeMillis, body.deadAt() - now), now);
        byte[] bytes = frame.bytes(ask.name());
        Server server = ask.shard().server();
        return item == null
                ? server.add(operation, ask.name().text(), bytes, expiry, ask.deadline())
                : server.cas(operation, ask.name().text(), item.cas(), bytes, expiry, ask.deadline());
    }

    CompletableFuture<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        long deadline = session.controlDeadline();
        List<Ask> asks =
                values.stream().map(value -> ask(value.key(), token, deadline)).toList();
        return each("fill", asks, (i, item, head) -> fill(asks.get(i), values.get(i), item, head));
    }

    private CompletableFuture<Boolean> fill(Ask ask, Write value, @Nullable Item item, Head head) {
        Frame frame = frame(ask, item);
        Frame.Lease lease = ownLease(ask, frame);
        if (item == null || frame == null || lease == null) {
            return CompletableFuture.completedFuture(false);
        }
        if (!head.covers(lease.label())) {
            return refuse(ask, item, frame);
        }
        EnvelopeHeader.stamp(
                value.envelope(), head.position().era(), lease.label().stamp());
        return permitted(ask, value, frame, lease, head)
                .thenCompose(permitted -> permitted ? store(ask, value, item, frame) : refuse(ask, item, frame));
    }

    private static Frame.@Nullable Lease ownLease(Ask ask, @Nullable Frame frame) {
        Frame.Lease lease = frame == null ? null : frame.lease();
        return lease != null && lease.token().equals(ask.token()) ? lease : null;
    }

    private CompletableFuture<Boolean> permitted(Ask ask, Write value, Frame frame, Frame.Lease lease, Head head) {
        Frame.Body body = frame.body();
        CompletableFuture<Boolean> newer = body == null
                ? CompletableFuture.completedFuture(false)
                : Values.unpacked(session, ask.shard(), body, "fill", ask.deadline())
                        .thenApply(there -> isNewer(there, value.envelope()));
        boolean tagged = head.judge(value.envelope()) == Head.Verdict.CHECK_TAGS;
        CompletableFuture<Boolean> untouched = !tagged
                ? CompletableFuture.completedFuture(true)
                : ask.shard()
                        .tags("fill", ask.deadline())
                        .thenApply(index -> TagIndex.permits(
                                index, head, value.envelope(), lease.label().stamp()));
        return newer.thenCombine(untouched, (hindered, valid) -> !hindered && valid);
    }

    /** Tells whether what is there is an envelope of a later format than what is offered. */
    static boolean isNewer(byte @Nullable [] there, byte[] offered) {
        return there != null
                && EnvelopeHeader.isEnvelope(there)
                && EnvelopeHeader.format(there) > EnvelopeHeader.format(offered);
    }

    private CompletableFuture<Boolean> store(Ask ask, Write value, Item item, Frame frame) {
        long deadAt = millis() + value.life().toMillis();
        return Values.packed(session, ask.shard(), ask.name(), value.envelope(), deadAt, ask.deadline())
                .thenCompose(body -> body == null
                        ? refuse(ask, item, frame)
                        : replace(ask, "fill", item, Frame.of(body), SHORTEST_MILLIS));
    }

    /** Gives the lease up, so that others need not wait for its end. */
    private CompletableFuture<Boolean> refuse(Ask ask, Item item, Frame frame) {
        return replace(ask, "fill", item, frame.withoutLease(), SHORTEST_MILLIS).thenApply(done -> false);
    }

    CompletableFuture<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        long deadline = session.controlDeadline();
        List<Ask> asks = keys.stream().map(key -> ask(key, token, deadline)).toList();
        return each("extend", asks, (i, item, head) -> {
            Frame frame = frame(asks.get(i), item);
            Frame.Lease held = ownLease(asks.get(i), frame);
            if (frame == null || held == null || !head.covers(held.label())) {
                return CompletableFuture.completedFuture(false);
            }
            Frame.Lease longer = new Frame.Lease(token, held.label(), millis() + lease.toMillis());
            return replace(asks.get(i), "extend", item, Frame.of(longer, frame.body()), lease.toMillis());
        });
    }

    CompletableFuture<@Nullable Void> release(List<byte[]> keys, LeaseToken token) {
        long deadline = session.controlDeadline();
        List<Ask> asks = keys.stream().map(key -> ask(key, token, deadline)).toList();
        return each("release", asks, (i, item, head) -> {
                    Frame frame = frame(asks.get(i), item);
                    return item == null || frame == null || ownLease(asks.get(i), frame) == null
                            ? CompletableFuture.completedFuture(false)
                            : refuse(asks.get(i), item, frame);
                })
                .thenAccept(released -> {});
    }
}
