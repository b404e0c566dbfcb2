package dev.tarn.codec;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A kind of JDK map.
 *
 * @param name what its class id is computed from
 * @param yields the type that it can be assigned to
 * @param classes the classes it stands for
 * @param sorted whether it has an order, which is written before its entries
 * @param maker makes an empty map for an order and a size
 * @param finisher makes the full map into what it shall be
 */
record MapForm(
        String name,
        Class<?> yields,
        Set<Class<?>> classes,
        boolean sorted,
        Maker maker,
        UnaryOperator<Map<@Nullable Object, @Nullable Object>> finisher) {

    /** Makes an empty map. */
    interface Maker {
        Map<@Nullable Object, @Nullable Object> make(@Nullable Comparator<Object> order, int size);
    }

    static final List<MapForm> ALL = List.of(
            form(HashMap.class, false, (order, size) -> new HashMap<>(capacity(size))),
            form(LinkedHashMap.class, false, (order, size) -> new LinkedHashMap<>(capacity(size))),
            form(ConcurrentHashMap.class, false, (order, size) -> nullsUnchecked(new ConcurrentHashMap<>(size))),
            form(TreeMap.class, true, (order, size) -> new TreeMap<>(order)),
            form(
                    ConcurrentSkipListMap.class,
                    true,
                    (order, size) -> nullsUnchecked(new ConcurrentSkipListMap<>(order))),
            new MapForm(
                    "tarn:Map.of",
                    Map.class,
                    Set.of(Map.of().getClass(), Map.of(1, 1).getClass()),
                    false,
                    (order, size) -> new LinkedHashMap<>(capacity(size)),
                    MapForm::immutable),
            new MapForm(
                    "tarn:Collections.unmodifiableMap",
                    Map.class,
                    classes(
                            Collections.unmodifiableMap(new HashMap<>()),
                            Collections.emptyMap(),
                            Collections.singletonMap(1, 1)),
                    false,
                    (order, size) -> new LinkedHashMap<>(capacity(size)),
                    Collections::unmodifiableMap));

    private static MapForm form(Class<?> type, boolean sorted, Maker maker) {
        return new MapForm(type.getName(), type, Set.of(type), sorted, maker, map -> map);
    }

    private static Set<Class<?>> classes(Object... samples) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (Object sample : samples) {
            classes.add(sample.getClass());
        }
        return classes;
    }

    /** As with {@link CollectionForm}'s immutable sets, large ones become another kind. */
    private static Map<@Nullable Object, @Nullable Object> immutable(Map<@Nullable Object, @Nullable Object> map) {
        return map.size() <= CollectionForm.MOST_PROBED ? Map.copyOf(map) : Collections.unmodifiableMap(map);
    }

    /** Widens a map that refuses nulls by itself when one is put into it. */
    @SuppressWarnings("unchecked")
    private static Map<@Nullable Object, @Nullable Object> nullsUnchecked(Map<?, ?> map) {
        return (Map<@Nullable Object, @Nullable Object>) map;
    }

    private static int capacity(int size) {
        return Math.max(16, size + size / 3 + 1);
    }
}
