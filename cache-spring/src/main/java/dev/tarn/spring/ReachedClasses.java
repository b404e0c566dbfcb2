package dev.tarn.spring;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.core.ResolvableType;

/**
 * Walks, as the codec does, from classes to all that their fields reach: superclasses, type arguments, components of arrays, permitted
 * subclasses.
 */
final class ReachedClasses {
    private static final int DEEPEST_ARGUMENTS = 10;

    private final Set<Class<?>> reached = new LinkedHashSet<>();
    private final Deque<Class<?>> open = new ArrayDeque<>();

    private ReachedClasses() {}

    /** Returns the classes with all that they reach, without those of the JDK. */
    static Set<Class<?>> from(Collection<Class<?>> classes) {
        ReachedClasses walk = new ReachedClasses();
        classes.forEach(walk::add);
        while (!walk.open.isEmpty()) {
            walk.leave(walk.open.remove());
        }
        return walk.reached;
    }

    private void add(Class<?> type) {
        if (type.isArray()) {
            add(type.getComponentType());
        } else if (!type.isPrimitive() && !type.getName().startsWith("java.") && reached.add(type)) {
            open.add(type);
        }
    }

    private void leave(Class<?> type) {
        ResolvableType resolvable = ResolvableType.forClass(type);
        add(resolvable.getSuperType(), 0);
        for (Field field : encoded(type)) {
            add(ResolvableType.forField(field, resolvable), 0);
        }
        if (type.isSealed()) {
            List.of(type.getPermittedSubclasses()).forEach(this::add);
        }
    }

    private void add(ResolvableType type, int depth) {
        if (depth > DEEPEST_ARGUMENTS) {
            return;
        }
        add(type.toClass());
        if (type.isArray()) {
            add(type.getComponentType(), depth + 1);
        }
        for (ResolvableType argument : type.getGenerics()) {
            add(argument, depth + 1);
        }
    }

    private static List<Field> encoded(Class<?> type) {
        return List.of(type.getDeclaredFields()).stream()
                .filter(field ->
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers()))
                .toList();
    }

    /** Lets a native image reach what the codec uses of a class: constructors, fields, and the accessors of a record. */
    static void register(Class<?> type, org.springframework.aot.hint.ReflectionHints hints) {
        hints.registerType(type);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            hints.registerConstructor(constructor, ExecutableMode.INVOKE);
        }
        encoded(type).forEach(hints::registerField);
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                hints.registerMethod(component.getAccessor(), ExecutableMode.INVOKE);
            }
        }
    }
}
