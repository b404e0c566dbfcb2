package dev.tarn.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objenesis.instantiator.ObjectInstantiator;
import org.objenesis.strategy.StdInstantiatorStrategy;

/** Opens the fields, components and constructors of users' classes by reflection. */
final class Members {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Members() {}

    /** Returns the components of a record in the order of their names. */
    static List<RecordComponent> byName(List<RecordComponent> components) {
        List<RecordComponent> sorted = new ArrayList<>(components);
        sorted.sort(Comparator.comparing(RecordComponent::getName));
        return sorted;
    }

    /** Returns the fields that make up an object's state as far as one class declares them, sorted by name. */
    static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())
                    && !Modifier.isTransient(field.getModifiers())
                    && !field.isSynthetic()) {
                fields.add(field);
            }
        }
        fields.sort(Comparator.comparing(Field::getName));
        return fields;
    }

    /** Tells whether a class is the platform's own: its fields are not open to us. */
    static boolean isPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    static Cell cell(RecordComponent component, @Nullable Slot slot, String path) {
        MethodHandle getter = open(component.getAccessor(), path, LOOKUP::unreflect);
        return new Cell(component.getName(), component.getType(), getter, null, slot);
    }

    static Cell cell(Field field, @Nullable Slot slot, String path) {
        MethodHandle getter = open(field, path, LOOKUP::unreflectGetter);
        MethodHandle setter = open(field, path, LOOKUP::unreflectSetter);
        return new Cell(field.getName(), field.getType(), getter, setter, slot);
    }

    /** Returns the canonical constructor of a record, taking an array and returning an object. */
    static MethodHandle canonicalConstructor(Class<?> type, String path) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        MethodHandle constructor = open(declaredConstructor(type, parameters), path, LOOKUP::unreflectConstructor);
        return constructor
                .asSpreader(Object[].class, parameters.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /** Returns a maker of empty objects: the constructor without parameters, or one that runs no constructor where there is none. */
    static MethodHandle maker(Class<?> type, String path) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0) {
                return open(constructor, path, LOOKUP::unreflectConstructor)
                        .asType(MethodType.methodType(Object.class));
            }
        }
        ObjectInstantiator<?> instantiator = new StdInstantiatorStrategy().newInstantiatorOf(type);
        try {
            return LOOKUP.findVirtual(ObjectInstantiator.class, "newInstance", MethodType.methodType(Object.class))
                    .bindTo(instantiator);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an instantiator has no newInstance()", e);
        }
    }

    private static Constructor<?> declaredConstructor(Class<?> type, Class<?>[] parameters) {
        try {
            return type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    /** Makes a handle of something reflected. */
    private interface Opener<M> {
        MethodHandle open(M member) throws IllegalAccessException;
    }

    private static <M extends AccessibleObject> MethodHandle open(M member, String path, Opener<M> opener) {
        try {
            member.setAccessible(true);
            return opener.open(member);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            throw new IllegalArgumentException(
                    path + ": " + member + " is closed to reflection; open its package to dev.tarn.codec", e);
        }
    }

    /** Says why a class cannot be written field by field, or returns null if it can. */
    static @Nullable String objection(Class<?> type) {
        if (isPlatform(type)) {
            return "is a class of the platform that has no encoding here";
        }
        if (type.isHidden() || type.isSynthetic()) {
            return "is made at run time (a lambda or proxy) and has no stable name";
        }
        if (type.isLocalClass()
                || type.isAnonymousClass()
                || (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
            return "is an inner class; make it static";
        }
        for (Class<?> c = type.getSuperclass(); c != null && c != Object.class; c = c.getSuperclass()) {
            if (isPlatform(c) && !fields(c).isEmpty()) {
                return "extends " + c.getName() + ", whose state cannot be read";
            }
        }
        return null;
    }
}
