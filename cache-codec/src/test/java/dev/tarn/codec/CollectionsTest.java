package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JdkObsolete")
class CollectionsTest {
    record HasCollection(Collection<Integer> held) {}

    record HasMap(Map<Integer, String> held) {}

    private final Codec<HasCollection> collections = new KryoCodecs().values(HasCollection.class);
    private final Codec<HasMap> maps = new KryoCodecs().values(HasMap.class);

    static Stream<Collection<Integer>> collections() {
        List<Integer> many = List.of(3, 1, 2);
        return Stream.of(
                new ArrayList<>(many),
                new ArrayList<>(),
                new LinkedList<>(many),
                new CopyOnWriteArrayList<>(many),
                new ArrayDeque<>(many),
                new ConcurrentLinkedDeque<>(many),
                new HashSet<>(many),
                new LinkedHashSet<>(many),
                new TreeSet<>(many),
                new ConcurrentSkipListSet<>(many),
                Arrays.asList(3, null, 2),
                List.of(),
                List.of(1),
                many,
                List.copyOf(new ArrayList<>(many)),
                Stream.of(1, null, 3).toList(),
                Collections.unmodifiableList(new ArrayList<>(many)),
                Set.of(),
                Set.of(7),
                Set.of(3, 1, 2),
                Collections.unmodifiableSet(new LinkedHashSet<>(many)));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void collection_ofTheJdk_comesBackWithItsClassAndOrder(Collection<Integer> collection) {
        Collection<Integer> back = throughBytes(collection);

        assertThat(back).hasSameClassAs(collection);
        assertThat(new ArrayList<>(back)).isEqualTo(new ArrayList<>(collection));
    }

    static Stream<Collection<Integer>> views() {
        return Stream.of(
                new ArrayList<>(List.of(1, 2, 3)).subList(1, 3),
                List.of(1, 2, 3).subList(0, 2),
                Arrays.asList(1, 2, 3).subList(0, 2),
                Collections.unmodifiableList(new LinkedList<>(List.of(1))),
                Collections.unmodifiableCollection(new ArrayList<>(List.of(1))),
                Collections.emptyList(),
                Collections.singletonList(4),
                Collections.nCopies(3, 4),
                Collections.emptySet(),
                Collections.singleton(5));
    }

    @ParameterizedTest
    @MethodSource("views")
    void view_ofTheJdk_comesBackAsWhatItLooksLike(Collection<Integer> view) {
        assertThat(throughBytes(view)).containsExactlyElementsOf(view);
    }

    static Stream<Map<Integer, String>> maps() {
        Map<Integer, String> many = new LinkedHashMap<>();
        many.put(3, "c");
        many.put(1, "a");
        many.put(2, "b");
        return Stream.of(
                new HashMap<>(many),
                new HashMap<>(),
                many,
                new ConcurrentHashMap<>(many),
                new TreeMap<>(many),
                new ConcurrentSkipListMap<>(many),
                Map.of(),
                Map.of(1, "a"),
                Map.copyOf(many),
                Collections.unmodifiableMap(many));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void map_ofTheJdk_comesBackWithItsClassAndOrder(Map<Integer, String> map) {
        Map<Integer, String> back =
                maps.decode(ByteBuffer.wrap(maps.encode(new HasMap(map)))).held();

        assertThat(back).hasSameClassAs(map).isEqualTo(map);
        assertThat(new ArrayList<>(back.keySet())).isEqualTo(new ArrayList<>(map.keySet()));
    }

    @Test
    void sortedCollection_withKnownOrder_keepsIt() {
        TreeSet<Integer> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of(1, 2, 3));
        TreeMap<Integer, String> natural = new TreeMap<>(Comparator.naturalOrder());
        natural.put(1, "a");

        assertThat(throughBytes(reversed)).containsExactly(3, 2, 1);
        Map<Integer, String> back =
                maps.decode(ByteBuffer.wrap(maps.encode(new HasMap(natural)))).held();
        assertThat(((TreeMap<Integer, String>) back).comparator()).isNull();
    }

    @Test
    void sortedCollection_withOrderOfTheUsers_isRefused() {
        TreeSet<Integer> odd = new TreeSet<>(Comparator.comparing(i -> -i));

        assertThatThrownBy(() -> throughBytes(odd))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("natural order");
    }

    @Test
    void collection_ofAnotherMaker_isRefused() {
        assertThatThrownBy(() -> throughBytes(new Collection1()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("Collection1");
    }

    @Test
    void collection_thatLiesAboutItsSize_isRefused() {
        Codec<HasCollection> codec =
                KryoCodecs.builder().allow(ArrayList.class).build().values(HasCollection.class);

        assertThatThrownBy(() -> codec.encode(new HasCollection(Collections.unmodifiableCollection(new Lying()))))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("changed meanwhile");
    }

    private Collection<Integer> throughBytes(Collection<Integer> collection) {
        return collections
                .decode(ByteBuffer.wrap(collections.encode(new HasCollection(collection))))
                .held();
    }

    private static final class Collection1 extends AbstractList<Integer> {
        @Override
        public Integer get(int index) {
            return index;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** Says that it has two elements, and gives one. */
    private static final class Lying extends AbstractCollection<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            return List.of(1).iterator();
        }

        @Override
        public int size() {
            return 2;
        }
    }
}
