package dev.tarn.codec;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Says which types have no encoding that is the same for all equal objects, and are therefore refused in keys. */
final class KeyRules {
    private KeyRules() {}

    /**
     * Checks a type that a key reaches.
     *
     * @throws IllegalArgumentException if two equal objects of it may have different bytes
     */
    static void check(Class<?> type, String path) {
        if (type.isArray()) {
            throw refusal(path, type, "two equal arrays are different keys");
        }
        if (Map.class.isAssignableFrom(type)
                || (Iterable.class.isAssignableFrom(type) && Members.isPlatform(type) && type != List.class)) {
            throw refusal(
                    path,
                    type,
                    "its order is not fixed, or equality does not look at its class; of collections only List will do");
        }
        if (type == URI.class) {
            throw refusal(path, type, "URIs that differ in case are equal; use their text");
        }
        boolean plain = !type.isRecord() && !type.isEnum() && !type.isInterface() && !Members.isPlatform(type);
        if (plain && !isAbstract(type) && !hasOwnEquals(type)) {
            throw refusal(path, type, "it does not define equals and hashCode");
        }
    }

    static boolean isList(Class<?> type) {
        return type == List.class;
    }

    private static boolean isAbstract(Class<?> type) {
        return Modifier.isAbstract(type.getModifiers());
    }

    private static boolean hasOwnEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class
                    && type.getMethod("hashCode").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every class has equals and hashCode", e);
        }
    }

    private static IllegalArgumentException refusal(String path, Class<?> type, String why) {
        return new IllegalArgumentException(path + ": " + type.getTypeName() + " cannot be part of a key: " + why);
    }
}
