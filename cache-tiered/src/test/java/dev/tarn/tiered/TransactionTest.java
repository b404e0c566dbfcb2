package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheTransaction;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.StoreException;
import dev.tarn.TransactionalCache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes inside a transaction of the source. */
class TransactionTest {
    private static final Duration BAR = Duration.ofSeconds(30);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of("k", "old", "l", "other");
    private final LoadingCache<String, String> here = a.cache(origin);
    private final LoadingCache<String, String> there = b.cache(origin);

    TransactionTest() {
        lab.settle();
        read(here, "k");
        read(there, "k");
        origin.loads.clear();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String read(LoadingCache<String, String> cache, String key) {
        CompletableFuture<String> answer = cache.async().get(key);
        lab.settle();
        return answer.join();
    }

    @Test
    void invalidate_inside_reachesNobodyBeforeTheCommit() {
        try (CacheTransaction transaction = a.tarn.transaction()) {
            TransactionalCache<String, String> inside = transaction.on(here);
            origin.values.put("k", "new");
            inside.invalidate("k");
            assertThat(read(here, "k")).isEqualTo("old");
            assertThat(read(there, "k")).isEqualTo("old");

            assertThat(transaction.committed()).isEqualTo(WriteStatus.APPLIED);

            assertThat(read(here, "k")).isEqualTo("new");
            assertThat(read(there, "k")).isEqualTo("new");
        }
    }

    @Test
    void get_keyChangedInside_isLoadedEachTimeAndStoredNowhere() {
        try (CacheTransaction transaction = a.tarn.transaction()) {
            TransactionalCache<String, String> inside = transaction.on(here);
            inside.put("k", "new");
            origin.values.put("k", "uncommitted");

            assertThat(inside.get("k")).isEqualTo("uncommitted");
            assertThat(inside.get("k", key -> "own function")).isEqualTo("own function");

            assertThat(read(here, "k")).isEqualTo("old");
            origin.values.put("k", "old");
        }
        assertThat(read(here, "k")).isEqualTo("old");
        assertThat(origin.loads).containsExactly("k");
    }

    @Test
    void get_keyNotChangedInside_isServedByTheTiersButNeverStored() {
        try (CacheTransaction transaction = a.tarn.transaction()) {
            TransactionalCache<String, String> inside = transaction.on(here);

            assertThat(inside.get("k")).isEqualTo("old");
            assertThat(inside.get("l", key -> "an older snapshot")).isEqualTo("an older snapshot");

            assertThat(here.getIfPresent("l")).isNull();
        }
    }

    @Test
    void getAllPresent_inside_leavesOutWhatTheTransactionHasChanged() {
        here.put("l", "another");
        try (CacheTransaction transaction = a.tarn.transaction()) {
            TransactionalCache<String, String> inside = transaction.on(here);
            assertThat(inside.getAllPresent(List.of("k", "l", "none"))).isEqualTo(Map.of("k", "old", "l", "another"));

            inside.invalidate("k");
            assertThat(inside.getAllPresent(List.of("k", "l"))).isEqualTo(Map.of("l", "another"));

            inside.invalidateTag("tag");
            assertThat(inside.getAllPresent(List.of("k", "l"))).isEmpty();
        }
    }

    @Test
    void rolledBack_changesAreForgotten() {
        CacheTransaction transaction = a.tarn.transaction();
        TransactionalCache<String, String> inside = transaction.on(here);
        inside.invalidate("k");
        inside.clear();
        transaction.rolledBack();
        transaction.close();

        assertThat(read(here, "k")).isEqualTo("old");
        assertThat(read(there, "k")).isEqualTo("old");
        assertThat(origin.loads).isEmpty();
        assertThatThrownBy(() -> inside.invalidate("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(transaction::committed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tagsAndClears_areCarriedOutAfterTheCommit() {
        here.put("t", "tagged", Options.tagged("red"));
        assertThat(there.getIfPresent("t")).isEqualTo("tagged");
        try (CacheTransaction transaction = a.tarn.transaction()) {
            transaction.on(here).invalidateTag("red");
            assertThat(there.getIfPresent("t")).isEqualTo("tagged");
            assertThat(transaction.on(here).get("t"))
                    .as("whose keys are not known")
                    .isNull();
            transaction.committed();
        }
        assertThat(there.getIfPresent("t")).isNull();
        assertThat(there.getIfPresent("k")).isEqualTo("old");
        try (CacheTransaction transaction = a.tarn.transaction()) {
            transaction.on(here).clear();
            transaction.committed();
        }
        assertThat(there.getIfPresent("k")).isNull();
    }

    @Test
    void committed_remoteTierIsAway_isQueuedAndRepeated() {
        CacheTransaction transaction = a.tarn.transaction();
        transaction.on(here).invalidate("k");
        lab.server.down();

        assertThat(transaction.committed()).isEqualTo(WriteStatus.QUEUED);

        origin.values.put("k", "new");
        lab.server.up();
        lab.pass(Duration.ofSeconds(1));
        assertThat(read(there, "k")).isEqualTo("new");
    }

    @Test
    void quarantine_writerDiesAfterTheCommit_nobodyKeepsTheOldValue() {
        TransactionalCache<String, String> inside = a.tarn.transaction(BAR).on(here);
        inside.invalidate("k");
        assertThat(read(there, "k")).as("loads are served").isEqualTo("old");
        origin.values.put("k", "new"); // the commit; the writer says nothing more

        assertThat(read(there, "k")).as("and stored nowhere").isEqualTo("new");
        origin.loads.clear();
        read(there, "k");
        assertThat(origin.loads).containsExactly("k");
        lab.pass(BAR.plusSeconds(1));
        read(there, "k");
        origin.loads.clear();
        assertThat(read(there, "k")).isEqualTo("new");
        assertThat(origin.loads).as("the bar has ended").isEmpty();
    }

    @Test
    void quarantine_committedOrRolledBack_isLifted() {
        CacheTransaction first = a.tarn.transaction(BAR);
        first.on(here).invalidate("k");
        origin.values.put("k", "new");
        first.committed();
        expectStored("new");
        CacheTransaction second = a.tarn.transaction(BAR);
        second.on(here).invalidate("k");
        second.rolledBack();
        expectStored("new");
    }

    private void expectStored(String value) {
        assertThat(read(there, "k")).isEqualTo(value);
        origin.loads.clear();
        assertThat(read(here, "k")).isEqualTo(value);
        assertThat(origin.loads).isEmpty();
    }

    @Test
    void quarantine_remoteTierIsAway_fails() {
        lab.server.down();
        TransactionalCache<String, String> inside = a.tarn.transaction(BAR).on(here);

        assertThatThrownBy(() -> inside.invalidate("k")).isInstanceOf(StoreException.class);
    }

    @Test
    void transactions_thatCannotBe_areRefused() {
        assertThatThrownBy(() -> a.tarn.transaction(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("quarantine", "PT0S", "PT0.001S");
        try (Tarn local = Tarn.builder().build();
                CacheTransaction transaction = local.transaction(BAR)) {
            var cache = local.cache("c", String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .build();
            assertThatThrownBy(() -> transaction.on(cache))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no remote tier");
        }
    }
}
