package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Answer.State;
import dev.tarn.Cache;
import dev.tarn.FailSafe;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are known to be out of date and kept for the case that no new one can be had. */
class SoftInvalidationTest {
    private static final Duration STALE = Duration.ofHours(1);
    private static final Duration LATE = Duration.ofMillis(100);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of("k", "v1");

    @AfterEach
    void close() {
        lab.close();
    }

    private LoadingCache<String, String> cache(Node node) {
        return node.describe().staleFor(STALE).loader(origin).build();
    }

    private void fails() {
        origin.failure = new IllegalStateException("no source");
    }

    @Test
    void softInvalidate_valueIsServedAsStaleOnceAndReplacedByALoad() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        origin.values.put("k", "v2");

        assertThat(cache.softInvalidate("k")).isEqualTo(WriteStatus.APPLIED);
        assertThat(cache.answer("k")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("v1");
            assertThat(answer.state()).isEqualTo(State.STALE_WHILE_LOADING);
        });
        lab.settle();
        assertThat(cache.answer("k")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("v2");
            assertThat(answer.state()).isEqualTo(State.FRESH);
        });
        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void softInvalidate_sourceFails_keepsTheFallbackThatInvalidateRemoves() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        fails();
        cache.softInvalidate("k");
        cache.get("k");
        lab.settle();
        assertThat(cache.answer("k").state()).isEqualTo(State.STALE_ON_FAILURE);
        assertThat(cache.answer("k").value()).isEqualTo("v1");

        cache.invalidate("k");
        assertThatThrownBy(() -> cache.get("k")).hasMessage("no source");
    }

    @Test
    void softInvalidate_otherNodesServeItAsStaleFromTheRemoteTierAndLoadOnce() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.get("k");
        there.get("k");
        origin.values.put("k", "v2");
        origin.loads.clear();
        here.softInvalidate("k");
        lab.clock.runDue();

        assertThat(there.answer("k")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("v1");
            assertThat(answer.isStale()).isTrue();
        });
        lab.settle();
        assertThat(there.answer("k").value()).isEqualTo("v2");
        assertThat(here.get("k")).isNotNull();
        lab.settle();
        assertThat(here.answer("k").value()).isEqualTo("v2");
        assertThat(origin.loads).containsExactly("k");
    }

    @Test
    void softInvalidate_sourceFails_otherNodesHaveTheFallbackToo() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.get("k");
        fails();
        here.softInvalidate("k");

        assertThat(there.get("k")).isEqualTo("v1");
        lab.settle();
        assertThat(there.answer("k").state()).isEqualTo(State.STALE_ON_FAILURE);
    }

    @Test
    void load_thatBeganBefore_isNotKept() {
        LoadingCache<String, String> cache = cache(a);
        origin.doing((key, context) -> {
            origin.doing((again, there) -> "new");
            cache.softInvalidate("k");
            return "read before";
        });

        assertThat(cache.get("k")).isEqualTo("read before");
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(cache(b).get("k")).isEqualTo("new");
    }

    @Test
    void refresh_thatBeganBefore_isNotKept() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        cache.softInvalidate("k");
        origin.doing((key, context) -> {
            origin.doing((again, there) -> "new");
            cache.softInvalidate("k");
            return "read before";
        });
        cache.get("k");
        lab.settle();

        assertThat(cache.answer("k").value()).isEqualTo("v1");
        assertThat(cache.answer("k").isStale()).isTrue();
        lab.settle();
        assertThat(cache.answer("k").value()).isEqualTo("new");
        assertThat(cache(b).answer("k").value()).isEqualTo("new");
    }

    @Test
    void softInvalidate_withoutStaleForOrOfAnAbsence_isAnInvalidation() {
        Cache<String, String> plain = a.cache();
        plain.put("k", "v");
        assertThat(plain.softInvalidate("k")).isEqualTo(WriteStatus.APPLIED);
        assertThat(plain.getIfPresent("k")).isNull();

        LoadingCache<String, String> absences =
                b.describe().staleFor(STALE).absentFor(STALE).loader(origin).build();
        absences.get("none");
        absences.softInvalidate("none");
        assertThat(absences.lookup("none")).isInstanceOf(Lookup.Missing.class);
    }

    @Test
    void staleTime_countsFromTheSoftInvalidation_andAnotherOneDoesNotProlongIt() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        fails();
        cache.softInvalidate("k");
        lab.pass(STALE.minusSeconds(1));
        cache.softInvalidate("k");

        assertThat(cache.getIfPresent("k")).isEqualTo("v1");
        lab.pass(Duration.ofSeconds(2));
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache(b).getIfPresent("k")).isNull();
    }

    @Test
    void softInvalidate_ofWhatIsStaleAlready_leavesItItsEnd() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        fails();
        lab.pass(Node.LIFE.plus(STALE).minusSeconds(1));
        cache.softInvalidate("k");

        assertThat(cache.getIfPresent("k")).isEqualTo("v1");
        lab.pass(Duration.ofSeconds(2));
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void softInvalidate_ofWhatWasClearedOrTaggedAway_bringsNothingBack() {
        Cache<String, String> cache = cache(a);
        cache.put("tagged", "v", Options.tagged("red"));
        cache.put("k", "v");
        cache.invalidateTag("red");
        cache.softInvalidate("tagged");
        assertThat(cache.getIfPresent("tagged")).isNull();
        cache.clear();
        cache.softInvalidate("k");
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void softInvalidate_inTheHeapAlone_bringsNothingBackThatWasCleared() {
        try (Tarn tarn = Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build()) {
            LoadingCache<String, String> cache = local(tarn);
            cache.get("k");
            cache.clear();
            cache.softInvalidate("k");
            assertThat(cache.getIfPresent("k")).isNull();
        }
    }

    private LoadingCache<String, String> local(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .offHeap(OffHeap.maximumBytes(4 << 20))
                .expireAfterWrite(Node.LIFE)
                .staleFor(STALE)
                .loader(origin)
                .build();
    }

    @Test
    void softInvalidate_inTwoLocalTiers_makesBothStale() {
        try (Tarn tarn = Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build()) {
            LoadingCache<String, String> cache = local(tarn);
            cache.get("k");
            fails();
            cache.softInvalidate("k");
            assertThat(cache.answer("k").isStale()).isTrue();
            cache.controls().use("heap", false);
            assertThat(cache.answer("k").isStale()).isTrue();
            assertThat(cache.get("k")).isEqualTo("v1");
        }
    }

    @Test
    void softInvalidate_remoteTierRefuses_keepsTheFallbackHereUntilItIsDelivered() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.get("k");
        there.get("k");
        a.store.always(Fault.of(Fault.Kind.REFUSE));
        fails();
        assertThat(here.softInvalidate("k")).isEqualTo(WriteStatus.QUEUED);
        assertThat(here.answer("k").isStale()).isTrue();

        a.store.heal();
        lab.pass(Duration.ofSeconds(5));
        assertThat(here.stats().coherence().pendingInvalidations()).isZero();
        assertThatThrownBy(() -> there.get("k")).hasMessage("no source");
        assertThatThrownBy(() -> here.get("k")).hasMessage("no source");
    }

    @Test
    void softInvalidate_remoteTierCannotBeRead_isDeliveredAsAnInvalidation() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.get("k");
        there.get("k");
        a.store.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        fails();

        assertThat(here.softInvalidate("k")).isEqualTo(WriteStatus.APPLIED);
        lab.settle();
        assertThatThrownBy(() -> there.get("k")).hasMessage("no source");
        assertThatThrownBy(() -> here.get("k")).hasMessage("no source");
    }

    @Test
    void softInvalidate_whileTheValueIsReplaced_makesTheNewOneStale() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.put("k", "v1");
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<WriteStatus> soft = here.async().softInvalidate("k");
        there.put("k", "v2");
        lab.pass(LATE.multipliedBy(2));

        assertThat(soft).isCompletedWithValue(WriteStatus.APPLIED);
        fails();
        assertThat(here.answer("k")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("v2");
            assertThat(answer.isStale()).isTrue();
        });
    }

    @Test
    void softInvalidate_onABusWithoutARemoteTier_isAnInvalidation() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        try (Tarn one = on(bus);
                Tarn two = on(bus)) {
            LoadingCache<String, String> first = local(one);
            LoadingCache<String, String> second = local(two);
            lab.settle();
            first.get("k");
            second.get("k");
            fails();
            first.softInvalidate("k");

            assertThat(first.getIfPresent("k")).isNull();
            assertThat(second.getIfPresent("k")).isNull();
        }
        bus.close();
    }

    @Test
    void softInvalidate_isSeenHereBeforeTheRemoteTierAnswers() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<WriteStatus> soft = cache.async().softInvalidate("k");

        assertThat(soft).isNotDone();
        assertThat(cache.answer("k").isStale()).isTrue();
        lab.pass(LATE);
        assertThat(soft).isCompletedWithValue(WriteStatus.APPLIED);
    }

    @Test
    void softInvalidate_afterAFailedLoad_letsTheNextReadTryAtOnce() {
        Duration pause = Duration.ofMinutes(1);
        LoadingCache<String, String> cache = a.describe()
                .staleFor(STALE)
                .failSafe(FailSafe.defaults().backOff(pause, pause))
                .loader(origin)
                .build();
        cache.get("k");
        cache.softInvalidate("k");
        fails();
        cache.get("k");
        lab.settle();
        origin.loads.clear();
        cache.get("k");
        lab.settle();
        assertThat(origin.loads).as("loads within the pause").isEmpty();

        cache.softInvalidate("k");
        cache.get("k");
        lab.settle();
        assertThat(origin.loads).containsExactly("k");
    }

    @Test
    void softInvalidate_overtakesAChangeOfTheKeyThatWaits() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        a.store.next(Operation.INVALIDATE, Fault.of(Fault.Kind.REFUSE));
        assertThat(cache.invalidate("k")).isEqualTo(WriteStatus.QUEUED);

        assertThat(cache.softInvalidate("k")).isEqualTo(WriteStatus.APPLIED);
        assertThat(cache.stats().coherence().pendingInvalidations()).isZero();
    }

    @Test
    void softInvalidate_overABusOfItsOwn_otherNodesServeTheStaleValueFromTheRemoteTier() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        try (Tarn one = overSharedBus(bus);
                Tarn two = overSharedBus(bus)) {
            LoadingCache<String, String> here = loading(one);
            LoadingCache<String, String> there = loading(two);
            lab.settle();
            here.get("k");
            there.get("k");
            fails();
            assertThat(here.softInvalidate("k")).isEqualTo(WriteStatus.APPLIED);

            assertThat(there.answer("k")).satisfies(answer -> {
                assertThat(answer.value()).isEqualTo("v1");
                assertThat(answer.isStale()).isTrue();
            });
            assertThat(here.answer("k").isStale()).isTrue();
        }
        bus.close();
    }

    private Tarn overSharedBus(InvalidationBus bus) {
        return Tarn.builder()
                .namespace(Node.ID.namespace())
                .remote(lab.server.connect())
                .bus(bus)
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build();
    }

    private LoadingCache<String, String> loading(Tarn tarn) {
        return tarn.cache("shared", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Node.LIFE)
                .staleFor(STALE)
                .loader(origin)
                .build();
    }

    private Tarn on(InvalidationBus bus) {
        return Tarn.builder()
                .namespace("bus")
                .bus(bus)
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build();
    }
}
