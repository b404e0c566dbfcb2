package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.StoreException;
import dev.tarn.WriteStatus;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionalsTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void conditionalChanges_onTwoNodes_seeEachOther() {
        Map<String, String> first = a.cache().asMap();
        Map<String, String> second = b.cache().asMap();
        lab.settle();

        assertThat(first.putIfAbsent("k", "1")).isNull();
        assertThat(second.putIfAbsent("k", "2")).isEqualTo("1");
        assertThat(second.replace("k", "1", "2")).isTrue();
        assertThat(first.replace("k", "1", "3")).isFalse();
        assertThat(first.get("k")).isEqualTo("2");
        assertThat(first.remove("k", "1")).isFalse();
        assertThat(first.remove("k")).isEqualTo("2");
        assertThat(second.get("k")).isNull();
        assertThat(second.replace("k", "4")).isNull();
        assertThat(second.remove("k")).isNull();
    }

    @Test
    void putIfAbsent_manyThreadsOnTwoNodes_exactlyOneWins() throws Exception {
        List<Map<String, String>> nodes = List.of(a.cache().asMap(), b.cache().asMap());
        lab.settle();
        List<Crew.Member<Integer>> crew = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int id = thread;
            crew.add(Crew.start(() -> {
                int won = 0;
                for (int key = 0; key < 200; key++) {
                    won += nodes.get(id % 2).putIfAbsent("k" + key, "of " + id) == null ? 1 : 0;
                }
                return won;
            }));
        }
        int won = 0;
        for (Crew.Member<Integer> member : crew) {
            won += member.get();
        }

        assertThat(won).isEqualTo(200);
        for (int key = 0; key < 200; key++) {
            assertThat(nodes.get(0).get("k" + key)).isEqualTo(nodes.get(1).get("k" + key));
        }
    }

    @Test
    void compute_ofAnotherNodesValue_decidesOnWhatTheRemoteTierHolds() {
        Map<String, String> first = a.cache().asMap();
        Map<String, String> second = b.cache().asMap();
        lab.settle();
        String put = first.compute("k", (key, before) -> before + "1");
        String appended = second.compute("k", (key, before) -> before + "2");
        String kept = first.compute("k", (key, before) -> before);
        String removed = first.compute("k", (key, before) -> null);

        assertThat(put).isEqualTo("null1");
        assertThat(appended).isEqualTo("null12");
        assertThat(kept).isEqualTo("null12");
        assertThat(removed).isNull();
        assertThat(second.get("k")).isNull();
    }

    @Test
    void merge_manyThreadsOnTwoNodes_losesNoUpdate() throws Exception {
        List<Map<String, String>> nodes = List.of(a.cache().asMap(), b.cache().asMap());
        lab.settle();
        countUp(nodes);

        assertThat(nodes.get(0).get("k")).isEqualTo("400");
        assertThat(nodes.get(1).get("k")).isEqualTo("400");
    }

    @Test
    void merge_manyThreadsOnTheHeap_losesNoUpdate() throws Exception {
        try (Tarn tarn = Tarn.builder().build()) {
            Map<String, String> map = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .build()
                    .asMap();
            countUp(List.of(map, map));
            assertThat(map.get("k")).isEqualTo("400");
        }
    }

    private static void countUp(List<Map<String, String>> nodes) throws Exception {
        List<Crew.Member<Boolean>> crew = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Map<String, String> map = nodes.get(thread % 2);
            crew.add(Crew.start(() -> {
                for (int i = 0; i < 100; i++) {
                    map.merge("k", "1", (old, one) -> String.valueOf(Integer.parseInt(old) + 1));
                }
                return true;
            }));
        }
        for (Crew.Member<Boolean> member : crew) {
            assertThat(member.get()).isTrue();
        }
    }

    @Test
    void removeAndPutIfAbsent_takingTurnsOnTheHeap_neverUndoEachOther() throws Exception {
        try (Tarn tarn = Tarn.builder().build()) {
            Map<String, String> map = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .build()
                    .asMap();
            List<Crew.Member<Integer>> crew = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                crew.add(Crew.start(() -> {
                    int balance = 0;
                    for (int i = 0; i < 20_000; i++) {
                        balance += map.putIfAbsent("k", "v") == null ? 1 : 0;
                        balance -= map.remove("k") == null ? 0 : 1;
                    }
                    return balance;
                }));
            }
            int balance = 0;
            for (Crew.Member<Integer> member : crew) {
                balance += member.get();
            }
            assertThat(balance).isEqualTo(map.containsKey("k") ? 1 : 0);
        }
    }

    @Test
    void conditionalChange_foreignBytesInPlace_replacesThem() {
        Map<String, String> map = a.cache().asMap();
        lab.server.plant(Node.ID, Node.keyOf("k"), "someone else's".getBytes(StandardCharsets.UTF_8));
        lab.server.plant(Node.ID, Node.keyOf("l"), "a longer text of someone else's".getBytes(StandardCharsets.UTF_8));

        assertThat(map.putIfAbsent("k", "v")).isNull();
        assertThat(map.putIfAbsent("l", "v")).isNull();
        assertThat(map.get("k")).isEqualTo("v");
        assertThat(map.remove("l")).isEqualTo("v");
    }

    @Test
    void conditionalChange_remoteTierAway_saysSo() {
        Cache<String, String> cache = a.cache();
        a.store.always(Fault.of(Fault.Kind.REFUSE));

        assertThatThrownBy(() -> cache.asMap().putIfAbsent("k", "v")).isInstanceOf(StoreException.class);
        a.store.heal();
    }

    @Test
    void conditionalChange_afterAnInvalidationThatIsStillQueued_doesNotSeeTheOldValue() {
        Cache<String, String> cache = a.cache();
        Cache<String, String> other = b.cache();
        lab.settle();
        cache.put("k", "old");
        a.store.next(Operation.INVALIDATE, Fault.of(Fault.Kind.REFUSE));
        assertThat(cache.invalidate("k")).isEqualTo(WriteStatus.QUEUED);

        assertThat(cache.asMap().remove("k")).isNull();
        assertThat(cache.asMap().putIfAbsent("k", "new")).isNull();
        assertThat(cache.stats().coherence().pendingInvalidations()).isZero();
        assertThat(other.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void conditionalChange_localCacheOnABus_isRefusedWithTheReason() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        try (Tarn tarn = Tarn.builder()
                .bus(bus)
                .scheduler(lab.clock)
                .executor(Runnable::run)
                .build()) {
            Map<String, String> map = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .build()
                    .asMap();

            assertThatThrownBy(() -> map.putIfAbsent("k", "v"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("texts")
                    .hasMessageContaining("remote store");
            map.put("k", "v");
            assertThat(map.remove("k")).isEqualTo("v");
        }
        bus.close();
    }
}
