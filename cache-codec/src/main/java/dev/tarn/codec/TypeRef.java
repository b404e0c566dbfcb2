package dev.tarn.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names a type with its type arguments resolved: wildcards and variables are replaced by their bounds.
 *
 * @param raw the class
 * @param arguments the type arguments; the component type for an array of objects; empty if there are none
 */
record TypeRef(Class<?> raw, List<TypeRef> arguments) {
    TypeRef {
        arguments = List.copyOf(arguments);
    }

    /** Returns a class, its own type variables replaced by their bounds. */
    static TypeRef of(Class<?> raw) {
        if (raw.isArray() && !raw.getComponentType().isPrimitive()) {
            return new TypeRef(raw, List.of(of(raw.getComponentType())));
        }
        List<TypeRef> arguments = new ArrayList<>();
        for (TypeVariable<?> variable : raw.getTypeParameters()) {
            arguments.add(erased(variable.getBounds()[0]));
        }
        return new TypeRef(raw, arguments);
    }

    /** Resolves a type that stands inside this one, as the type of a field. */
    TypeRef resolve(Type type) {
        return resolve(type, variables());
    }

    private Map<TypeVariable<?>, TypeRef> variables() {
        Map<TypeVariable<?>, TypeRef> variables = new HashMap<>();
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int i = 0; i < parameters.length && i < arguments.size(); i++) {
            variables.put(parameters[i], arguments.get(i));
        }
        return variables;
    }

    private static TypeRef resolve(Type type, Map<TypeVariable<?>, TypeRef> variables) {
        if (type instanceof Class<?> c) {
            return of(c);
        }
        if (type instanceof ParameterizedType parameterized) {
            List<TypeRef> arguments = new ArrayList<>();
            for (Type argument : parameterized.getActualTypeArguments()) {
                arguments.add(resolve(argument, variables));
            }
            return new TypeRef((Class<?>) parameterized.getRawType(), arguments);
        }
        if (type instanceof GenericArrayType array) {
            TypeRef component = resolve(array.getGenericComponentType(), variables);
            return new TypeRef(Array.newInstance(component.raw, 0).getClass(), List.of(component));
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], variables);
        }
        TypeRef known = type instanceof TypeVariable<?> variable ? variables.get(variable) : null;
        return known != null ? known : erased(type);
    }

    /** Cuts off all arguments, so that a bound that refers to itself comes to an end. */
    private static TypeRef erased(Type type) {
        if (type instanceof Class<?> c) {
            return c.getTypeParameters().length == 0 ? of(c) : withObjects(c);
        }
        if (type instanceof ParameterizedType parameterized) {
            return withObjects((Class<?>) parameterized.getRawType());
        }
        if (type instanceof TypeVariable<?> variable) {
            return erased(variable.getBounds()[0]);
        }
        return of(Object.class);
    }

    private static TypeRef withObjects(Class<?> raw) {
        List<TypeRef> arguments = new ArrayList<>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
            arguments.add(of(Object.class));
        }
        return new TypeRef(raw, arguments);
    }

    /** Returns the type of the superclass, or null where {@code Object} or nothing comes next. */
    @Nullable
    TypeRef superclass() {
        Class<?> parent = raw.getSuperclass();
        return parent == null || parent == Object.class ? null : resolve(raw.getGenericSuperclass());
    }

    /** Returns a subclass of this type with the arguments that this type's arguments imply; its bounds where they imply none. */
    TypeRef subtype(Class<?> subclass) {
        if (arguments.isEmpty() || subclass.getTypeParameters().length == 0) {
            return of(subclass);
        }
        Map<TypeVariable<?>, TypeRef> implied = new HashMap<>();
        match(subclass, implied);
        List<TypeRef> inferred = new ArrayList<>();
        for (TypeVariable<?> variable : subclass.getTypeParameters()) {
            TypeRef known = implied.get(variable);
            inferred.add(known != null ? known : erased(variable.getBounds()[0]));
        }
        return new TypeRef(subclass, inferred);
    }

    /** Looks among the direct supertypes of a class for this one, and binds the variables that stand at its arguments. */
    private void match(Class<?> subclass, Map<TypeVariable<?>, TypeRef> implied) {
        List<Type> parents = new ArrayList<>(List.of(subclass.getGenericInterfaces()));
        if (subclass.getGenericSuperclass() != null) {
            parents.add(subclass.getGenericSuperclass());
        }
        for (Type parent : parents) {
            if (parent instanceof ParameterizedType parameterized && parameterized.getRawType() == raw) {
                Type[] actual = parameterized.getActualTypeArguments();
                for (int i = 0; i < actual.length; i++) {
                    if (actual[i] instanceof TypeVariable<?> variable) {
                        implied.put(variable, arguments.get(i));
                    }
                }
            }
        }
    }

    /** Returns the argument at an index, or {@code Object} for a raw type. */
    TypeRef argument(int index) {
        return index < arguments.size() ? arguments.get(index) : of(Object.class);
    }

    /** Returns how many type arguments stand in one another. */
    int depth() {
        int deepest = 0;
        for (TypeRef argument : arguments) {
            deepest = Math.max(deepest, argument.depth() + 1);
        }
        return deepest;
    }

    @Override
    public String toString() {
        if (raw.isArray()) {
            return arguments.isEmpty() ? raw.getTypeName() : arguments.get(0) + "[]";
        }
        if (arguments.isEmpty()) {
            return raw.getName();
        }
        StringBuilder text = new StringBuilder(raw.getName()).append('<');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(arguments.get(i));
        }
        return text.append('>').toString();
    }
}
