package dev.tarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // the contexts are not looked at
class CacheLoaderTest {

    @Test
    void bulk_askedForMany_callsItsFunctionOnce() throws Exception {
        List<Set<Integer>> asked = new ArrayList<>();
        CacheLoader<Integer, String> loader = CacheLoader.bulk(keys -> {
            asked.add(keys);
            return Map.of(1, "one");
        });

        Map<Integer, @Nullable String> loaded = loader.loadAll(Set.of(1, 2), CacheLoaderTest::noContext);

        assertThat(loaded).containsEntry(1, "one").doesNotContainKey(2);
        assertThat(asked).containsExactly(Set.of(1, 2));
        assertThat(loader.isBulk()).isTrue();
    }

    @Test
    void bulk_askedForOne_asksForASetOfOne() throws Exception {
        CacheLoader<Integer, String> loader =
                CacheLoader.bulk(keys -> keys.equals(Set.of(5)) ? Map.of(5, "five") : Map.of());

        assertThat(loader.load(5, null)).isEqualTo("five");
    }

    @Test
    void loader_ofAFunction_loadsManyOneByOneInOrder() throws Exception {
        List<Integer> asked = new ArrayList<>();
        CacheLoader<Integer, String> loader = CacheLoader.of(key -> {
            asked.add(key);
            return key == 2 ? null : "v" + key;
        });

        Map<Integer, @Nullable String> loaded =
                loader.loadAll(new LinkedHashSet<>(List.of(3, 1, 2)), CacheLoaderTest::noContext);

        Map<Integer, String> expected = new LinkedHashMap<>();
        expected.put(3, "v3");
        expected.put(1, "v1");
        expected.put(2, null);
        assertThat(loaded).isEqualTo(expected);
        assertThat(asked).containsExactly(3, 1, 2);
        assertThat(loader.isBulk()).isFalse();
    }

    private static LoadContext<String> noContext(Integer key) {
        return null;
    }
}
