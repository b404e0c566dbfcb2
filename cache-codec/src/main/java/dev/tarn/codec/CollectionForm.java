package dev.tarn.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of JDK collection: which classes it stands for, and how one is made of its elements. Views (of sublists, of a map's keys) are
 * kept as the plain collection they look like.
 *
 * @param name what its class id is computed from
 * @param yields the type that it can be assigned to
 * @param classes the classes it stands for
 * @param maker makes a collection of the elements, in the order in which they were written
 */
@SuppressWarnings("JdkObsolete") // users have linked lists
record CollectionForm(String name, Class<?> yields, Set<Class<?>> classes, Function<@Nullable Object[], Object> maker) {

    /** The most elements of the JDK's immutable sets and maps. */
    static final int MOST_PROBED = 256;

    /** All forms that are made of nothing but their elements. */
    static final List<CollectionForm> ALL = List.of(
            form(ArrayList.class, e -> new ArrayList<>(Arrays.asList(e)), subList(new ArrayList<>(List.of(1, 2)))),
            form(LinkedList.class, e -> new LinkedList<>(Arrays.asList(e))),
            form(CopyOnWriteArrayList.class, CopyOnWriteArrayList::new),
            form(ArrayDeque.class, e -> new ArrayDeque<>(Arrays.asList(e))),
            form(ConcurrentLinkedDeque.class, e -> new ConcurrentLinkedDeque<>(Arrays.asList(e))),
            form(HashSet.class, e -> fill(new HashSet<>(capacity(e)), e)),
            form(LinkedHashSet.class, e -> fill(new LinkedHashSet<>(capacity(e)), e)),
            form("Arrays.asList", List.class, Arrays::asList, Arrays.asList(1, 2), subList(Arrays.asList(1, 2, 3))),
            form(
                    "List.of",
                    List.class,
                    CollectionForm::immutableList,
                    List.of(),
                    List.of(1),
                    List.of(1, 2, 3),
                    subList(List.of(1, 2, 3))),
            form(
                    "Collections.unmodifiableList",
                    List.class,
                    e -> Collections.unmodifiableList(Arrays.asList(e)),
                    Collections.unmodifiableList(new ArrayList<>()),
                    Collections.unmodifiableList(new LinkedList<>()),
                    Collections.emptyList(),
                    Collections.singletonList(1),
                    Collections.nCopies(2, 1)),
            form("Set.of", Set.class, CollectionForm::immutableSet, Set.of(), Set.of(1), Set.of(1, 2, 3)),
            form(
                    "Collections.unmodifiableSet",
                    Set.class,
                    e -> Collections.unmodifiableSet(fill(new LinkedHashSet<>(capacity(e)), e)),
                    Collections.unmodifiableSet(new HashSet<>()),
                    Collections.emptySet(),
                    Collections.singleton(1)),
            form(
                    "Collections.unmodifiableCollection",
                    Collection.class,
                    e -> Collections.unmodifiableCollection(Arrays.asList(e)),
                    Collections.unmodifiableCollection(new ArrayList<>())));

    private static CollectionForm form(Class<?> type, Function<@Nullable Object[], Object> maker, Object... views) {
        Set<Class<?>> classes = new LinkedHashSet<>(Set.of(type));
        Arrays.asList(views).forEach(view -> classes.add(view.getClass()));
        return new CollectionForm(type.getName(), type, classes, maker);
    }

    private static CollectionForm form(
            String name, Class<?> yields, Function<@Nullable Object[], Object> maker, Object... samples) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        Arrays.asList(samples).forEach(sample -> classes.add(sample.getClass()));
        return new CollectionForm("tarn:" + name, yields, classes, maker);
    }

    private static Object subList(List<?> list) {
        return list.subList(0, 1);
    }

    /** What {@code Stream.toList} gives has the class of {@code List.of} but may hold nulls. */
    private static Object immutableList(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return Arrays.stream(elements).toList();
            }
        }
        return List.of(elements);
    }

    /** The JDK's immutable sets probe place after place, which bytes could make a walk through all; large ones become another kind. */
    private static Object immutableSet(@Nullable Object[] elements) {
        if (elements.length <= MOST_PROBED) {
            return Set.of(elements);
        }
        Set<@Nullable Object> set = fill(new LinkedHashSet<>(capacity(elements)), elements);
        if (set.size() < elements.length || set.contains(null)) {
            throw new IllegalArgumentException("an immutable set with a null or the same element twice");
        }
        return Collections.unmodifiableSet(set);
    }

    private static <C extends Collection<@Nullable Object>> C fill(C collection, @Nullable Object[] elements) {
        HashFlood.check(elements);
        Collections.addAll(collection, elements);
        return collection;
    }

    static int capacity(@Nullable Object[] elements) {
        return Math.max(16, elements.length + elements.length / 3 + 1);
    }
}
