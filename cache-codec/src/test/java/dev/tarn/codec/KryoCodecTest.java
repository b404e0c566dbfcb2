package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.codec.Shapes.Boxes;
import dev.tarn.codec.Shapes.Circle;
import dev.tarn.codec.Shapes.Color;
import dev.tarn.codec.Shapes.Drawing;
import dev.tarn.codec.Shapes.Employee;
import dev.tarn.codec.Shapes.Enums;
import dev.tarn.codec.Shapes.Failure;
import dev.tarn.codec.Shapes.HasObject;
import dev.tarn.codec.Shapes.HasOpen;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.codec.Shapes.Money;
import dev.tarn.codec.Shapes.Node;
import dev.tarn.codec.Shapes.Nothing;
import dev.tarn.codec.Shapes.Numbers;
import dev.tarn.codec.Shapes.OpenOne;
import dev.tarn.codec.Shapes.OpenTwo;
import dev.tarn.codec.Shapes.Order;
import dev.tarn.codec.Shapes.Person;
import dev.tarn.codec.Shapes.Primitives;
import dev.tarn.codec.Shapes.Results;
import dev.tarn.codec.Shapes.Square;
import dev.tarn.codec.Shapes.Success;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KryoCodecTest {
    private final KryoCodecs codecs = new KryoCodecs();

    @Test
    void record_ofEveryKindOfComponent_comesBackEqual() {
        assertComesBack(Order.class, Samples.order(Samples.order(null)));
    }

    @Test
    @SuppressWarnings("NullOptional")
    void record_ofNulls_comesBackEqual() {
        assertComesBack(Order.class, new Order(null, null, null, null, null, null, null, null, null, null, null));
        assertComesBack(Boxes.class, new Boxes(null, null, null, null, null, null, null, null));
    }

    @Test
    void primitives_atTheirLimits_comeBackEqual() {
        assertComesBack(
                Primitives.class,
                new Primitives(
                        true,
                        (byte) -128,
                        (short) -32768,
                        '\uFFFF',
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Float.NaN,
                        -0.0));
        assertComesBack(
                Primitives.class,
                new Primitives(
                        false,
                        (byte) 127,
                        (short) 32767,
                        'a',
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Float.MIN_VALUE,
                        Double.NEGATIVE_INFINITY));
        assertComesBack(Boxes.class, new Boxes(true, (byte) 1, (short) 2, '3', 4, 5L, 6f, 7.0));
    }

    @Test
    void bean_withSuperclassAndTransientField_comesBackWithoutTheTransient() {
        Employee back = assertComesBack(Employee.class, new Employee("Ada", 36, new Money(BigDecimal.TEN, "GBP")));

        assertThat(back.cached()).isNull();
    }

    @Test
    void sealedTypes_comeBackAsTheirSubtypes() {
        assertComesBack(
                Drawing.class,
                new Drawing(List.of(new Circle(1), new Square(2), new Circle(3), Nothing.NOTHING), null));
        assertComesBack(
                Results.class,
                new Results(new Success<>(Samples.ITEM), List.of(new Failure<>("no"), new Success<>(5))));
    }

    @Test
    void enums_inSetsAndMapsOfTheirOwn_comeBackEqual() {
        EnumMap<Color, Money> map = new EnumMap<>(Color.class);
        assertComesBack(Enums.class, new Enums(EnumSet.noneOf(Color.class), map.clone(), Map.of()));
        map.put(Color.GREEN, null);
        map.put(Color.BLUE, new Money(BigDecimal.ONE, "EUR"));
        Enums back = assertComesBack(
                Enums.class, new Enums(EnumSet.allOf(Color.class), map, new EnumMap<>(Map.of(Color.RED, 1))));
        assertThat(back.plain()).isInstanceOf(EnumMap.class);
    }

    @Test
    void number_asDeclaredType_takesAllOfTheJdk() {
        assertComesBack(
                Numbers.class,
                new Numbers(1, List.of(2L, (short) 3, 4.5, new BigDecimal("6.70"), BigInteger.TWO, (byte) 8, 9f)));
    }

    @Test
    void enumRoot_withBodyOfItsOwn_comesBackAsTheSameConstant() {
        Codec<Color> codec = codecs.values(Color.class);

        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(Color.GREEN)))).isSameAs(Color.GREEN);
    }

    @Test
    void interface_withoutKnownImplementations_isRefusedWithThePath() {
        assertThatThrownBy(() -> codecs.values(HasOpen.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HasOpen.more[]")
                .hasMessageContaining("Shapes$Open")
                .hasMessageContaining("allow(");
    }

    @Test
    void interface_withAllowedImplementations_takesThoseAlone() {
        KryoCodecs open = KryoCodecs.builder().allow(OpenOne.class).build();
        Codec<HasOpen> codec = open.values(HasOpen.class);
        HasOpen good = new HasOpen(new OpenOne(1), List.of(new OpenOne(2)));

        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(good)))).isEqualTo(good);
        assertThatThrownBy(() -> codec.encode(new HasOpen(new OpenTwo("x"), List.of())))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TYPE_NOT_ALLOWED))
                .hasMessageContaining("OpenTwo");
    }

    @Test
    void object_withAllowedTypes_holdsAnyOfThem() {
        KryoCodecs open = KryoCodecs.builder()
                .allow(
                        String.class,
                        int.class,
                        List.class,
                        Map.class,
                        Item.class,
                        int[].class,
                        Item[].class,
                        Color.class)
                .build();
        Codec<HasObject> codec = open.values(HasObject.class);
        Map<String, Object> bag = new LinkedHashMap<>();
        bag.put("text", "t");
        bag.put("list", List.of(1, "two", List.of(Samples.ITEM)));
        bag.put("color", Color.GREEN);
        bag.put("null", null);
        HasObject value = new HasObject(Map.of(1, new ArrayList<>()), bag);

        HasObject back = codec.decode(ByteBuffer.wrap(codec.encode(value)));

        assertThat(back).isEqualTo(value);
        HasObject arrays = codec.decode(ByteBuffer.wrap(
                codec.encode(new HasObject(new Item[] {Samples.ITEM}, Map.of("i", new int[] {7})))));
        assertThat((Item[]) arrays.any()).containsExactly(Samples.ITEM);
        assertThat((int[]) arrays.bag().get("i")).containsExactly(7);
    }

    @Test
    void subclass_notDeclaredAnywhere_isRefusedWhenEncoded() {
        Codec<Person> codec = codecs.values(Person.class);

        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(new Person("Bob", 1)))))
                .isEqualTo(new Person("Bob", 1));
        assertReason(Reason.TYPE_NOT_ALLOWED, () -> codec.encode(new Employee("Ada", 36, null)));
        Codec<Person> wider = KryoCodecs.builder().allow(Employee.class).build().values(Person.class);
        Person employee = new Employee("Ada", 36, new Money(BigDecimal.TEN, "GBP"));
        assertThat(wider.decode(ByteBuffer.wrap(wider.encode(employee)))).isEqualTo(employee);
    }

    @Test
    void twoCodecs_withTypesAllowedInOtherOrder_agreeOnEveryByte() {
        KryoCodecs one = KryoCodecs.builder()
                .allow(OpenOne.class, OpenTwo.class, Circle.class)
                .build();
        KryoCodecs two =
                KryoCodecs.builder().allow(OpenTwo.class).allow(OpenOne.class).build();
        HasOpen value = new HasOpen(new OpenOne(1), List.of(new OpenTwo("a"), new OpenOne(2)));
        Codec<HasOpen> first = one.values(HasOpen.class);
        Codec<HasOpen> second = two.values(HasOpen.class);

        assertThat(first.fingerprint()).isEqualTo(second.fingerprint());
        assertThat(first.encode(value)).isEqualTo(second.encode(value));
        assertThat(second.decode(ByteBuffer.wrap(first.encode(value)))).isEqualTo(value);
    }

    @Test
    void fingerprint_ofFixedTypes_neverChanges() {
        assertThat(codecs.values(Item.class).fingerprint()).isEqualTo(FINGERPRINT_OF_ITEM);
        assertThat(codecs.values(Order.class).fingerprint())
                .isNotEqualTo(codecs.values(Item.class).fingerprint());
    }

    /** Computed once; another value means that all that was written before becomes a miss. */
    private static final int FINGERPRINT_OF_ITEM = -2059392280;

    @Test
    void nesting_asDeepAsAllowed_comesBackAndDeeperIsRefused() {
        Codec<Node> codec = codecs.values(Node.class);
        Node deep = chain(KryoCodec.DEPTH);

        Node back = codec.decode(ByteBuffer.wrap(codec.encode(deep)));

        int count = 0;
        for (Node node = back; node != null; node = node.next) {
            count++;
        }
        assertThat(count).isEqualTo(KryoCodec.DEPTH);
        assertReason(Reason.PAYLOAD, () -> codec.encode(chain(KryoCodec.DEPTH + 1)));
    }

    @Test
    void cycle_isRefusedAndTheCodecStaysUsable() {
        Codec<Node> codec = codecs.values(Node.class);
        Node node = new Node();
        node.children = List.of(node);

        assertReason(Reason.PAYLOAD, () -> codec.encode(node));
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(new Node()))).children)
                .isNull();
    }

    @Test
    void value_aboveTheCap_isTooLarge() {
        Codec<int[]> codec = KryoCodecs.builder().maximumPayload(100).build().values(int[].class);

        assertThat(codec.encode(new int[24])).hasSize(98);
        assertReason(Reason.TOO_LARGE, () -> codec.encode(new int[25]));
    }

    @Test
    void typesWithoutStateOfTheirOwn_areRefusedWithTheReason() {
        assertRefused(Inner.class, "inner class");
        assertRefused(Trouble.class, "java.lang.Throwable");
        assertRefused(HasThread.class, "HasThread.thread");
        assertRefused(HasObject.class, "HasObject.any");
        assertRefused(List.class, "List[]");
    }

    @Test
    void endlessGenerics_areRefused() {
        assertRefused(Growing.class, "ever longer arguments");
    }

    @SuppressWarnings("ClassCanBeStatic")
    class Inner {
        int x;
    }

    static final class Trouble extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    record HasThread(Thread thread) {}

    record Growing<T>(T value, Growing<List<T>> next) {}

    private void assertRefused(Class<?> type, String text) {
        assertThatThrownBy(() -> codecs.values(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    private static Node chain(int length) {
        Node head = null;
        for (int i = 0; i < length; i++) {
            Node node = new Node();
            node.next = head;
            head = node;
        }
        return head;
    }

    private static void assertReason(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private <V> V assertComesBack(Class<V> type, V value) {
        Codec<V> codec = codecs.values(type);
        byte[] bytes = codec.encode(value);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertThat(codec.decode(direct)).isEqualTo(value);
        V back = codec.decode(ByteBuffer.wrap(bytes));
        assertThat(back).isEqualTo(value).hasSameClassAs(value);
        return back;
    }
}
