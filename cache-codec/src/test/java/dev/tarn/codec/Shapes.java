package dev.tarn.codec;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Types of users, for the tests. */
final class Shapes {
    private Shapes() {}

    enum Color {
        RED,
        GREEN {
            @Override
            String mood() {
                return "calm";
            }
        },
        BLUE;

        String mood() {
            return "plain";
        }
    }

    record Money(BigDecimal amount, String currency) {}

    record Item(long id, String name, Money price, List<String> labels) {}

    /** A record of every kind of component. */
    @SuppressWarnings("ArrayRecordComponent")
    record Order(
            UUID id,
            Instant at,
            LocalDate due,
            Color color,
            List<Item> items,
            Map<String, List<Item>> groups,
            Set<Color> colors,
            Optional<String> note,
            int[] counts,
            Item[] array,
            Order previous) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Order that && Objects.deepEquals(parts(), that.parts());
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        private Object[] parts() {
            return new Object[] {id, at, due, color, items, groups, colors, note, counts, array, previous};
        }
    }

    record Primitives(boolean z, byte b, short s, char c, int i, long l, float f, double d) {}

    record Boxes(Boolean z, Byte b, Short s, Character c, Integer i, Long l, Float f, Double d) {}

    /** A class with a superclass, private and transient fields, and no constructor without parameters. */
    @SuppressWarnings("EqualsGetClass")
    static class Person {
        private final String name;
        private int age;

        Person(String name, int age) {
            this.name = name;
            this.age = age;
        }

        @Override
        public boolean equals(Object o) {
            return o != null && o.getClass() == getClass() && ((Person) o).name.equals(name) && ((Person) o).age == age;
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class Employee extends Person {
        private final Money salary;
        private final transient String cached;

        Employee(String name, int age, Money salary) {
            super(name, age);
            this.salary = salary;
            cached = "not written";
        }

        String cached() {
            return cached;
        }

        @Override
        public boolean equals(Object o) {
            return super.equals(o) && ((Employee) o).salary.equals(salary);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    sealed interface Figure permits Circle, Square, Nothing {}

    record Circle(double radius) implements Figure {}

    record Square(double side) implements Figure {}

    enum Nothing implements Figure {
        NOTHING
    }

    record Drawing(List<Figure> figures, Figure first) {}

    sealed interface Result<T> permits Success, Failure {}

    record Success<T>(T value) implements Result<T> {}

    record Failure<T>(String reason) implements Result<T> {}

    record Results(Result<Item> item, List<Result<Integer>> numbers) {}

    interface Open {}

    record OpenOne(int x) implements Open {}

    record OpenTwo(String y) implements Open {}

    record HasOpen(Open open, List<? extends Open> more) {}

    record HasObject(Object any, Map<String, Object> bag) {}

    record Numbers(Number number, List<? extends Number> more) {}

    record Enums(EnumSet<Color> set, EnumMap<Color, Money> map, Map<Color, Integer> plain) {}

    static final class Node {
        Node next;
        List<Node> children;
    }
}
