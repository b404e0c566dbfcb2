package dev.tarn.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a declared type through all that its fields reach, once, when a codec is built. What it finds is all that the codec will
 * ever write or read: bytes cannot lead out of it.
 *
 * <p>A place whose declared class is final (or a record, an enum, an array, a value class of the JDK) is an {@link ExactSlot}. All others
 * are {@link OpenSlot open}: they admit the declared class itself, the permitted subclasses of a sealed type, the collections of the JDK
 * for its collection interfaces, and those of the extra types that are subtypes. A place that admits nothing is refused, with the way that
 * leads to it.
 *
 * <p>Not thread-safe; thrown away after the walk.
 */
final class TypeGraph {
    private static final int MOST_TYPES = 2_000;
    private static final int DEEPEST_ARGUMENTS = 20;
    private static final List<Class<?>> NUMBERS = List.of(
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private final Collection<Class<?>> extras;
    private final boolean keys;
    private final TypeTable table = new TypeTable();
    private final Map<TypeRef, Slot> slots = new HashMap<>();
    private final Map<TypeRef, Body> bodies = new HashMap<>();
    private final Set<String> shapes = new TreeSet<>();

    /**
     * Creates a graph.
     *
     * @param extras types to admit where they are subtypes of what is declared
     * @param keys whether only types will do whose equal objects have equal bytes
     */
    TypeGraph(Collection<Class<?>> extras, boolean keys) {
        this.extras = extras;
        this.keys = keys;
    }

    /**
     * Walks from a type.
     *
     * @throws IllegalArgumentException if a type on the way cannot be encoded
     */
    Slot root(Class<?> type) {
        return slot(TypeRef.of(type), type.getSimpleName());
    }

    TypeTable table() {
        return table;
    }

    /** Returns what the walk has found as a text: the same for the same classes, whatever the order of the walk. */
    String shape() {
        return String.join("\n", shapes);
    }

    private Slot slot(TypeRef type, String path) {
        Slot known = slots.get(type);
        if (known != null) {
            return known;
        }
        if (slots.size() >= MOST_TYPES || type.depth() > DEEPEST_ARGUMENTS) {
            throw new IllegalArgumentException(path + ": reaches more than " + MOST_TYPES + " types or "
                    + DEEPEST_ARGUMENTS + " type arguments in one another;"
                    + " a generic type that contains itself with ever longer arguments?");
        }
        if (keys) {
            KeyRules.check(type.raw(), path);
        }
        if (type.raw() == String.class) {
            return Slot.Text.INSTANCE;
        }
        return isExact(type.raw()) ? exact(type, path) : open(type, path);
    }

    private boolean isExact(Class<?> raw) {
        return Leaves.of(raw) != null
                || raw.isEnum()
                || raw.isArray()
                || Modifier.isFinal(raw.getModifiers())
                || (keys && KeyRules.isList(raw));
    }

    private Slot exact(TypeRef type, String path) {
        ExactSlot slot = new ExactSlot(type.raw());
        slots.put(type, slot);
        slot.fill(keys && KeyRules.isList(type.raw()) ? keyList(type, path) : body(type, path));
        return slot;
    }

    /** Lists are equal whatever their class, so in keys the class is not written. */
    private Body keyList(TypeRef type, String path) {
        CollectionBody body = new CollectionBody(List::of);
        body.fill(slot(type.argument(0), path + "[]"));
        return body;
    }

    private Slot open(TypeRef type, String path) {
        OpenSlot slot = new OpenSlot(type);
        slots.put(type, slot);
        admit(slot, type, path, new HashSet<>());
        for (Class<?> extra : extras) {
            if (extra != type.raw() && type.raw().isAssignableFrom(extra)) {
                admit(slot, type.subtype(extra), path, new HashSet<>());
            }
        }
        if (!slot.isFilled()) {
            throw new IllegalArgumentException(
                    path + ": " + type
                            + " is an interface or abstract class whose implementations are not known; name them with allow(...) or seal it");
        }
        return slot;
    }

    /** Admits all that a declared type stands for by itself. */
    private void admit(OpenSlot slot, TypeRef type, String path, Set<Class<?>> seen) {
        Class<?> raw = type.raw();
        if (!seen.add(raw)) {
            return;
        }
        if (raw == Number.class) {
            NUMBERS.forEach(number -> admitClass(slot, TypeRef.of(number), path));
        } else if (raw == CharSequence.class) {
            admitClass(slot, TypeRef.of(String.class), path);
        } else if (isContainer(raw)) {
            admitContainers(slot, type, path);
        } else if (Leaves.of(raw) != null
                || raw.isEnum()
                || !Modifier.isAbstract(raw.getModifiers())
                || raw.isArray()) {
            if (raw != Object.class) {
                admitClass(slot, type, path);
            }
        }
        if (raw.isSealed() && !raw.isEnum()) {
            for (Class<?> permitted : raw.getPermittedSubclasses()) {
                admit(slot, type.subtype(permitted), path, seen);
            }
        }
    }

    private void admitClass(OpenSlot slot, TypeRef type, String path) {
        if (keys) {
            KeyRules.check(type.raw(), path);
        }
        Body body = body(type, path);
        slot.admit(table.add(type.raw().getName(), classes(type.raw()), body), body);
    }

    /** Returns the classes that the objects of a type may have. */
    private static Collection<Class<?>> classes(Class<?> raw) {
        Set<Class<?>> classes = new LinkedHashSet<>(Set.of(raw));
        if (raw.isEnum()) {
            for (Object constant : raw.getEnumConstants()) {
                classes.add(constant.getClass());
            }
        } else if (raw == ZoneId.class) {
            classes.add(ZoneId.of("Europe/Paris").getClass());
        }
        return classes;
    }

    private static boolean isContainer(Class<?> raw) {
        return Members.isPlatform(raw)
                && (raw == Iterable.class || Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw));
    }

    private void admitContainers(OpenSlot slot, TypeRef type, String path) {
        if (keys) {
            KeyRules.check(type.raw(), path);
        }
        if (Map.class.isAssignableFrom(type.raw())) {
            admitMaps(slot, type, path);
        } else {
            admitCollections(slot, type, path);
        }
    }

    private void admitCollections(OpenSlot slot, TypeRef type, String path) {
        Slot elements = slot(type.argument(0), path + "[]");
        for (CollectionForm form : CollectionForm.ALL) {
            if (type.raw().isAssignableFrom(form.yields())) {
                CollectionBody body = new CollectionBody(form.maker());
                body.fill(elements);
                slot.admit(table.add(form.name(), form.classes(), body), body);
            }
        }
        admitSorted(slot, type, elements, TreeSet.class, new SortedSetBody(order -> new TreeSet<>(order)));
        admitSorted(
                slot,
                type,
                elements,
                ConcurrentSkipListSet.class,
                new SortedSetBody(order -> new ConcurrentSkipListSet<>(order)));
        if (type.argument(0).raw().isEnum() && type.raw().isAssignableFrom(EnumSet.class)) {
            EnumSetBody body = new EnumSetBody(type.argument(0).raw());
            body.fill(elements);
            slot.admit(table.add(EnumSet.class.getName(), EnumForms.setClasses(), body), body);
        }
    }

    private void admitSorted(OpenSlot slot, TypeRef type, Slot elements, Class<?> sorted, SortedSetBody body) {
        if (type.raw().isAssignableFrom(sorted)) {
            body.fill(elements);
            slot.admit(table.add(sorted.getName(), Set.of(sorted), body), body);
        }
    }

    private void admitMaps(OpenSlot slot, TypeRef type, String path) {
        Slot mapKeys = slot(type.argument(0), path + "{key}");
        Slot mapValues = slot(type.argument(1), path + "{value}");
        List<MapForm> forms = new ArrayList<>(MapForm.ALL);
        if (type.argument(0).raw().isEnum()) {
            forms.add(EnumForms.map(type.argument(0).raw()));
        }
        for (MapForm form : forms) {
            if (type.raw().isAssignableFrom(form.yields())) {
                MapBody body = new MapBody(form);
                body.fill(mapKeys, mapValues);
                slot.admit(table.add(form.name(), form.classes(), body), body);
            }
        }
    }

    private Body body(TypeRef type, String path) {
        Body known = bodies.get(type);
        if (known != null) {
            return known;
        }
        Class<?> raw = type.raw();
        Body leaf = Leaves.of(raw);
        if (leaf != null) {
            return leaf;
        }
        if (raw.isEnum()) {
            shapes.add("enum " + raw.getName());
            return keep(type, new EnumBody(raw));
        }
        if (raw.isArray()) {
            ArrayBody body = keep(type, new ArrayBody(raw.getComponentType()));
            body.fill(slot(type.argument(0), path + "[]"));
            return body;
        }
        if (raw == Optional.class) {
            OptionalBody body = keep(type, new OptionalBody());
            body.fill(slot(type.argument(0), path + "?"));
            return body;
        }
        return raw.isRecord() ? recordBody(type, path) : beanBody(type, path);
    }

    private <B extends Body> B keep(TypeRef type, B body) {
        bodies.put(type, body);
        return body;
    }

    private Body recordBody(TypeRef type, String path) {
        RecordBody body = keep(type, new RecordBody(Members.canonicalConstructor(type.raw(), path)));
        List<RecordComponent> declared = List.of(type.raw().getRecordComponents());
        List<Cell> cells = new ArrayList<>();
        StringBuilder shape = new StringBuilder("record " + type);
        List<RecordComponent> sorted = Members.byName(declared);
        int[] places = new int[sorted.size()];
        for (RecordComponent component : sorted) {
            String at = path + "." + component.getName();
            TypeRef reached = type.resolve(component.getGenericType());
            places[cells.size()] = declared.indexOf(component);
            cells.add(Members.cell(component, member(reached, at), at));
            shape.append(' ').append(component.getName()).append(':').append(reached);
        }
        body.fill(cells.toArray(Cell[]::new), places);
        shapes.add(shape.toString());
        return body;
    }

    private Body beanBody(TypeRef type, String path) {
        String objection = Members.objection(type.raw());
        if (objection != null) {
            throw new IllegalArgumentException(path + ": " + type + " " + objection);
        }
        BeanBody body = keep(type, new BeanBody(Members.maker(type.raw(), path)));
        StringBuilder shape = new StringBuilder("class " + type);
        List<Cell> cells = new ArrayList<>();
        addFields(type, path, cells, shape);
        body.fill(cells.toArray(Cell[]::new));
        shapes.add(shape.toString());
        return body;
    }

    private void addFields(TypeRef type, String path, List<Cell> cells, StringBuilder shape) {
        TypeRef parent = type.superclass();
        if (parent != null) {
            addFields(parent, path, cells, shape);
        }
        for (Field field : Members.fields(type.raw())) {
            String at = path + "." + field.getName();
            TypeRef reached = type.resolve(field.getGenericType());
            cells.add(Members.cell(field, member(reached, at), at));
            shape.append(' ').append(type.raw().getName()).append('.').append(field.getName());
            shape.append(':').append(reached);
        }
    }

    private @Nullable Slot member(TypeRef type, String path) {
        return type.raw().isPrimitive() ? null : slot(type, path);
    }
}
