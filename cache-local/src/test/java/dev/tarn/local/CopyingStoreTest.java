package dev.tarn.local;

import static dev.tarn.local.Stores.absence;
import static dev.tarn.local.Stores.entry;
import static dev.tarn.spi.LocalStore.Guard.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.Traits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CopyingStoreTest {
    private final LocalStore<String, List<String>> store =
            Stores.open(Heap.maximumEntries(100).copyValues());

    private List<String> held(String key) {
        Entry<List<String>> entry = store.get(key);
        assertThat(entry).isNotNull();
        return entry.value();
    }

    @Test
    void value_changedAfterPut_doesNotChangeWhatIsHeld() {
        Entry<List<String>> given = entry(1, "a");
        store.put("k", given, ALWAYS);

        given.value().add("changed");

        assertThat(held("k")).containsExactly("a");
    }

    @Test
    void value_changedAfterAnyRead_doesNotChangeWhatIsHeld() {
        store.put("k", entry(1, "a"), ALWAYS);

        store.get("k").value().add("changed");
        store.peek("k").value().add("changed");
        store.forEach((key, entry) -> entry.value().add("changed"));
        store.compute("k", entry -> {
            entry.value().add("changed");
            return entry;
        });

        assertThat(held("k")).containsExactly("a");
    }

    @Test
    void value_changedAfterCompute_doesNotChangeWhatIsHeld() {
        Entry<List<String>> given = entry(2, "b");
        store.compute("k", entry -> given);

        given.value().add("changed");

        assertThat(held("k")).containsExactly("b");
    }

    @Test
    void copy_keepsEverythingButTheValue() {
        Traits traits = new Traits(Set.of("tag"), "etag", 9L);
        Entry<List<String>> given =
                new Entry<List<String>>(new ArrayList<>(List.of("a")), 1, 2, 3, 4, 5, traits).labelled(7, 8);

        store.put("k", given, ALWAYS);

        Entry<List<String>> copy = store.get("k");
        assertThat(copy).isNotSameAs(given);
        assertThat(copy).usingRecursiveComparison().isEqualTo(given);
    }

    @Test
    void absence_isHeldAsItIs() {
        Entry<List<String>> absence = absence(1);

        store.put("k", absence, ALWAYS);

        assertThat(store.get("k")).isSameAs(absence);
    }

    @Test
    void value_thatCannotBeCopied_isNotHeldNorIsItsPredecessor() {
        store.put("k", entry(1, "a"), ALWAYS);
        store.put("refused", entry(5, "a"), ALWAYS);

        boolean admitted = store.put("k", entry(2, Stores.NOT_ENCODABLE), ALWAYS);
        boolean refused = store.put("refused", entry(4, Stores.NOT_ENCODABLE), version -> version < 4);

        assertThat(admitted).isTrue();
        assertThat(store.get("k")).isNull();
        assertThat(refused).isFalse();
        assertThat(held("refused")).containsExactly("a");
    }

    @Test
    void function_thatReturnsNull_isAMissNotAnAbsence() {
        UnaryOperator<List<String>> toNull = value -> null;
        var broken = Stores.open(Heap.maximumEntries(10).copyValues(toNull));

        broken.put("k", entry(1, "a"), ALWAYS);

        assertThat(broken.get("k")).isNull();
    }

    @Test
    void function_isUsedOnTheWayInAndOut() {
        List<List<String>> copied = new ArrayList<>();
        UnaryOperator<List<String>> copy = value -> {
            copied.add(value);
            return new ArrayList<>(value);
        };
        var copying = Stores.open(Heap.maximumEntries(10).copyValues(copy));
        Entry<List<String>> given = entry(1, "a");

        copying.put("k", given, ALWAYS);
        Entry<List<String>> got = copying.get("k");

        assertThat(copied).hasSize(2);
        assertThat(got.value()).isEqualTo(given.value()).isNotSameAs(given.value());
        assertThat(copied.get(1)).isNotSameAs(given.value()).isNotSameAs(got.value());
    }

    @Test
    void cacheOfValuesThatCannotChange_isNotCopiedAndNeedsNoCodec() {
        Context<String, String> context = new Context<>(
                "names", String.class, String.class, new NoCodecs<>(), Clock.system(), (key, entry, cause) -> {});
        LocalStore<String, String> names = Heap.maximumEntries(10).copyValues().open(context);
        Entry<String> entry = new Entry<>("v", 1, 1, 1, 1, 1, Traits.NONE);

        names.put("k", entry, ALWAYS);

        assertThat(names.get("k")).isSameAs(entry);
    }

    @Test
    void shareable_areImmutableTypesAndRecordsOfThem() {
        assertThat(List.of(
                        String.class,
                        Long.class,
                        BigDecimal.class,
                        Instant.class,
                        Thread.State.class,
                        Plain.class,
                        Tree.class))
                .allMatch(ShareableTypes::coversAllOf);
        assertThat(List.of(
                        byte[].class,
                        ArrayList.class,
                        List.class,
                        Object.class,
                        Holder.class,
                        Nested.class,
                        Number.class))
                .noneMatch(ShareableTypes::coversAllOf);
    }

    @Test
    void shareable_openType_isDecidedByTheValueItself() {
        assertThat(ShareableTypes.coversAllOf(Comparable.class)).isFalse();
        assertThat(ShareableTypes.covers("text".getClass())).isTrue();
        Object constant = Constant.SPECIAL;
        assertThat(ShareableTypes.covers(constant.getClass())).isTrue();
    }

    record Plain(String name, int count, BigDecimal price, Thread.State state) {}

    record Tree(String name, Tree left, Plain plain) {}

    record Holder(String name, List<String> values) {}

    record Nested(String name, Holder holder) {}

    enum Constant {
        SPECIAL {}
    }
}
