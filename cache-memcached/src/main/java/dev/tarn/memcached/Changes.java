package dev.tarn.memcached;

import dev.tarn.spi.Applied;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import dev.tarn.spi.RemoteTier.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes values. Memcached has no step that changes an item and the log at once, so the order of the steps makes up for it:
 *
 * <ul>
 *   <li>An invalidation removes the items, then records the step. Who hears of the step finds no old value, and a load that began before
 *       has lost its lease.
 *   <li>A put marks the items as being written, records the step, and replaces its own marks by {@code cas}. If a mark is gone, somebody
 *       else has changed the key in between, and it begins anew. So of the writes of a key that are carried out no two overlap, the step of
 *       each falls within it, and the order of the steps is that of the values.
 * </ul>
 *
 * The requests for one server travel on one connection, and the server carries them out in that order.
 */
final class Changes {
    private static final int MOST_ATTEMPTS = 8;

    private final Session session;
    private final Shards shards;

    Changes(Shards shards) {
        this.session = shards.session();
        this.shards = shards;
    }

    private long millis() {
        return session.options().clock().millis();
    }

    /** One value to write. */
    private record Target(ItemName name, Write write) {}

    private <T> Map<Shard, List<T>> byShard(List<T> all, Function<T, ItemName> name) {
        Map<Shard, List<T>> groups = new LinkedHashMap<>();
        for (T one : all) {
            groups.computeIfAbsent(shards.of(name.apply(one)), shard -> new ArrayList<>())
                    .add(one);
        }
        return groups;
    }

    CompletableFuture<List<Applied>> invalidate(List<byte[]> keys) {
        long deadline = session.controlDeadline();
        List<CompletableFuture<Applied>> places = new ArrayList<>();
        byShard(names(keys), name -> name).forEach((shard, some) -> places.add(invalidate(shard, some, deadline)));
        return Futures.all(places);
    }

    private List<ItemName> names(List<byte[]> keys) {
        return keys.stream().map(shards::name).toList();
    }

    private CompletableFuture<Applied> invalidate(Shard shard, List<ItemName> names, long deadline) {
        List<CompletableFuture<Boolean>> removed = new ArrayList<>();
        for (ItemName name : names) {
            removed.add(shard.server().delete("invalidate", name.text(), deadline));
        }
        return recorded(shard, Operation.INVALIDATE, names, true, removed, deadline);
    }

    /** Records a step behind requests that were sent already; what fails of them fails it all. */
    private static CompletableFuture<Applied> recorded(
            Shard shard,
            Operation operation,
            List<ItemName> names,
            boolean shared,
            List<CompletableFuture<Boolean>> before,
            long deadline) {
        List<byte[]> keys = names.stream().map(ItemName::key).toList();
        CompletableFuture<Shard.Appended> appended = shard.append(operation, keys, shared, deadline);
        return Futures.all(before).thenCombine(appended, (done, place) -> place.applied());
    }

    CompletableFuture<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        long deadline = session.controlDeadline();
        long now = millis();
        Frame bar = Frame.barred(now + life.toMillis());
        int expiry = Expiry.of(life.toMillis(), now);
        List<CompletableFuture<Applied>> places = new ArrayList<>();
        byShard(names(keys), name -> name).forEach((shard, some) -> {
            List<CompletableFuture<Boolean>> barred = new ArrayList<>();
            for (ItemName name : some) {
                barred.add(shard.server().set("quarantine", name.text(), bar.bytes(name), expiry, deadline));
            }
            places.add(recorded(shard, Operation.QUARANTINE, some, false, barred, deadline));
        });
        return Futures.all(places);
    }

    CompletableFuture<List<Applied>> clear() {
        long deadline = session.controlDeadline();
        return Futures.all(shards.all().stream()
                .map(shard -> shard.append(Operation.CLEAR, List.of(), false, deadline)
                        .thenApply(Shard.Appended::applied))
                .toList());
    }

    CompletableFuture<List<Applied>> invalidateTag(String tag) {
        long deadline = session.controlDeadline();
        List<byte[]> name = List.of(tag.getBytes(StandardCharsets.UTF_8));
        return Futures.all(shards.all().stream()
                .map(shard -> shard.invalidateTags(name, deadline))
                .toList());
    }

    CompletableFuture<List<Applied>> put(List<Write> values) {
        long deadline = session.controlDeadline();
        List<Target> targets = values.stream()
                .map(value -> new Target(shards.name(value.key()), value))
                .toList();
        List<CompletableFuture<Applied>> places = new ArrayList<>();
        byShard(targets, Target::name).forEach((shard, some) -> places.add(put(shard, some, deadline, 1)));
        return Futures.all(places);
    }

    /**
     * Writes values of one shard. Where others interfere it writes those once more; the place returned is that of the first time all the
     * same, for an older label never hides a change.
     */
    private CompletableFuture<Applied> put(Shard shard, List<Target> targets, long deadline, int attempt) {
        Frame.Mark mark = mark();
        List<CompletableFuture<@Nullable Item>> former = new ArrayList<>();
        List<CompletableFuture<Boolean>> marked = new ArrayList<>();
        for (Target target : targets) {
            former.add(shard.server().gets("put", target.name().text(), deadline));
            marked.add(set(shard, target.name(), Frame.of(mark), deadline));
        }
        return recorded(shard, Operation.INVALIDATE, names(targets), true, marked, deadline)
                .thenCompose(applied -> finish(shard, targets, former, mark, applied, deadline)
                        .thenCompose(failed -> failed.isEmpty()
                                ? CompletableFuture.completedFuture(applied)
                                : putAgain(shard, failed, deadline, attempt + 1).thenApply(later -> applied)));
    }

    private CompletableFuture<Applied> putAgain(Shard shard, List<Target> targets, long deadline, int attempt) {
        if (attempt > MOST_ATTEMPTS) {
            return CompletableFuture.failedFuture(
                    Failures.contended(shard.server().name(), "put", attempt));
        }
        List<CompletableFuture<Boolean>> free = new ArrayList<>();
        for (Target target : targets) {
            free.add(free(shard, target.name(), deadline, attempt));
        }
        return Futures.all(free).thenCompose(done -> put(shard, targets, deadline, attempt));
    }

    /** Waits until nobody is writing a key: whoever was overtaken lets the other finish, or they would go on overtaking each other. */
    private CompletableFuture<Boolean> free(Shard shard, ItemName name, long deadline, int attempt) {
        return shard.pause(attempt)
                .thenCompose(on -> shard.server().gets("put", name.text(), deadline))
                .thenCompose(item -> {
                    Frame frame = item == null ? null : Frame.read(name, item.bytes());
                    Frame.Mark writing = frame == null ? null : frame.writing();
                    return writing == null || writing.end() <= millis()
                            ? CompletableFuture.completedFuture(true)
                            : free(shard, name, deadline, attempt + 1);
                });
    }

    private static List<ItemName> names(Iterable<Target> targets) {
        List<ItemName> names = new ArrayList<>();
        targets.forEach(target -> names.add(target.name()));
        return names;
    }

    private Frame.Mark mark() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        LeaseToken token = new LeaseToken(random.nextLong(), random.nextLong());
        return new Frame.Mark(
                token, millis() + 2 * session.options().controlTimeout().toMillis());
    }

    private CompletableFuture<Boolean> set(Shard shard, ItemName name, Frame frame, long deadline) {
        return shard.server().set("put", name.text(), frame.bytes(name), markExpiry(), deadline);
    }

    private int markExpiry() {
        return Expiry.of(2 * session.options().controlTimeout().toMillis(), millis());
    }

    /** Replaces marks by their values; returns those whose mark was gone. */
    private CompletableFuture<List<Target>> finish(
            Shard shard,
            List<Target> targets,
            List<CompletableFuture<@Nullable Item>> former,
            Frame.Mark mark,
            Applied applied,
            long deadline) {
        List<CompletableFuture<Boolean>> stored = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            stored.add(former.get(i)
                    .thenCompose(before -> isNewer(shard, target, before, deadline))
                    .thenCompose(newer -> finish(shard, target, newer, mark, applied, deadline)));
        }
        return Futures.all(stored).thenApply(done -> {
            List<Target> failed = new ArrayList<>(0);
            for (int i = 0; i < targets.size(); i++) {
                if (!done.get(i)) {
                    failed.add(targets.get(i));
                }
            }
            return failed;
        });
    }

    private CompletableFuture<Boolean> isNewer(Shard shard, Target target, @Nullable Item before, long deadline) {
        Frame frame = before == null ? null : Frame.read(target.name(), before.bytes());
        Frame.Body body = frame == null ? null : frame.liveBody(millis());
        return body == null
                ? CompletableFuture.completedFuture(false)
                : Values.unpacked(session, shard, body, "put", deadline)
                        .thenApply(there -> Leases.isNewer(there, target.write().envelope()));
    }

    private CompletableFuture<Boolean> finish(
            Shard shard, Target target, boolean newer, Frame.Mark mark, Applied applied, long deadline) {
        Position at = applied.current();
        byte[] envelope = target.write().envelope();
        EnvelopeHeader.stamp(envelope, at.era(), at.stamp());
        long deadAt = millis() + target.write().life().toMillis();
        CompletableFuture<@Nullable Item> there =
                shard.server().gets("put", target.name().text(), deadline);
        CompletableFuture<Frame.@Nullable Body> packed = newer
                ? CompletableFuture.completedFuture(null)
                : Values.packed(session, shard, target.name(), envelope, deadAt, deadline);
        return there.thenCompose(
                item -> packed.thenCompose(body -> replace(shard, target.name(), item, mark, body, deadline)));
    }

    private CompletableFuture<Boolean> replace(
            Shard shard,
            ItemName name,
            @Nullable Item item,
            Frame.Mark mark,
            Frame.@Nullable Body body,
            long deadline) {
        Frame frame = item == null ? null : Frame.read(name, item.bytes());
        if (item == null || frame == null || !mark.equals(frame.writing())) {
            return CompletableFuture.completedFuture(false);
        }
        Frame value = body == null ? Frame.EMPTY : Frame.of(body);
        long now = millis();
        int expiry = Expiry.of(body == null ? 1 : body.deadAt() - now, now);
        return shard.server().cas("put", name.text(), item.cas(), value.bytes(name), expiry, deadline);
    }

    CompletableFuture<Conditional> putIf(Write value, long expectedVersion) {
        Target target = new Target(shards.name(value.key()), value);
        Frame.Mark mark = mark();
        return changeIf(
                target.name(),
                expectedVersion,
                Frame.of(mark),
                markExpiry(),
                (shard, item, deadline) -> recorded(
                                shard, Operation.INVALIDATE, List.of(target.name()), true, List.of(), deadline)
                        .thenCompose(applied -> isNewer(shard, target, item, deadline)
                                .thenCompose(newer -> finish(shard, target, newer, mark, applied, deadline))
                                .thenCompose(stored -> afterPutIf(shard, target, applied, stored, deadline))));
    }

    /**
     * Where the value was overtaken between its mark and itself, it was written and then overwritten, as far as anybody can tell. But the
     * other change may have its place before ours, so one more is recorded, which voids what this node is about to keep.
     */
    private static CompletableFuture<Applied> afterPutIf(
            Shard shard, Target target, Applied applied, boolean stored, long deadline) {
        return stored
                ? CompletableFuture.completedFuture(applied)
                : recorded(shard, Operation.INVALIDATE, List.of(target.name()), true, List.of(), deadline)
                        .thenApply(later -> applied);
    }

    CompletableFuture<Conditional> removeIf(byte[] key, long expectedVersion) {
        ItemName name = shards.name(key);
        if (expectedVersion == RemoteTier.NO_VERSION) {
            Shard shard = shards.of(name);
            return shard.head("removeIf", session.controlDeadline()).thenApply(known -> unchanged(known.head()));
        }
        return changeIf(
                name,
                expectedVersion,
                Frame.EMPTY,
                Expiry.of(1, millis()),
                (shard, item, deadline) ->
                        recorded(shard, Operation.INVALIDATE, List.of(name), true, List.of(), deadline));
    }

    /** What is done once the condition is known to hold and the item has been replaced. */
    @FunctionalInterface
    private interface Then {
        CompletableFuture<Applied> go(Shard shard, @Nullable Item before, long deadline);
    }

    private CompletableFuture<Conditional> changeIf(
            ItemName name, long expectedVersion, Frame by, int expiry, Then then) {
        return changeIf(shards.of(name), name, expectedVersion, by, expiry, then, session.controlDeadline(), 0);
    }

    private CompletableFuture<Conditional> changeIf(
            Shard shard, ItemName name, long expected, Frame by, int expiry, Then then, long deadline, int attempt) {
        CompletableFuture<@Nullable Item> there = shard.server().gets("changeIf", name.text(), deadline);
        CompletableFuture<Shard.Known> head = shard.head("changeIf", deadline);
        return there.thenCompose(item -> head.thenCompose(known -> {
            Frame frame = item == null ? null : Frame.read(name, item.bytes());
            Frame.Mark writing = frame == null ? null : frame.writing();
            if (writing != null && writing.end() > millis()) {
                return pausedChangeIf(shard, name, expected, by, expiry, then, deadline, attempt + 1);
            }
            return version(shard, known.head(), frame, deadline).thenCompose(version -> {
                if (version != expected) {
                    return CompletableFuture.completedFuture(unchanged(known.head()));
                }
                return change(shard, name, item, by, expiry, deadline)
                        .thenCompose(changed -> changed
                                ? then.go(shard, item, deadline).thenApply(applied -> new Conditional(true, applied))
                                : pausedChangeIf(shard, name, expected, by, expiry, then, deadline, attempt + 1));
            });
        }));
    }

    private CompletableFuture<Conditional> pausedChangeIf(
            Shard shard, ItemName name, long expected, Frame by, int expiry, Then then, long deadline, int attempt) {
        return shard.pause(attempt + 2)
                .thenCompose(on -> changeIf(shard, name, expected, by, expiry, then, deadline, attempt));
    }

    private static CompletableFuture<Boolean> change(
            Shard shard, ItemName name, @Nullable Item item, Frame by, int expiry, long deadline) {
        byte[] bytes = by.bytes(name);
        return item == null
                ? shard.server().add("changeIf", name.text(), bytes, expiry, deadline)
                : shard.server().cas("changeIf", name.text(), item.cas(), bytes, expiry, deadline);
    }

    private CompletableFuture<Long> version(Shard shard, Head head, @Nullable Frame frame, long deadline) {
        Frame.Body body = frame == null ? null : frame.liveBody(millis());
        if (body == null) {
            return CompletableFuture.completedFuture(RemoteTier.NO_VERSION);
        }
        return Values.servable(session, shard, head, body, "changeIf", deadline)
                .thenApply(envelope -> envelope == null || !EnvelopeHeader.isEnvelope(envelope)
                        ? RemoteTier.NO_VERSION
                        : EnvelopeHeader.version(envelope));
    }

    private static Conditional unchanged(Head head) {
        return new Conditional(false, new Applied(head.position(), head.position()));
    }
}
