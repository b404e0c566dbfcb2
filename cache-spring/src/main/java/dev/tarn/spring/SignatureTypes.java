package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Finds the application's classes in the signature of a method, type arguments and array components included. A suspending function of Kotlin
 * has the type of its result in the continuation, which is its last parameter.
 */
final class SignatureTypes {
    private static final int DEEPEST = 10;

    private SignatureTypes() {}

    static Set<Class<?>> ofResult(Method method, Class<?> owner) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(ResolvableType.forMethodReturnType(method, owner), found, 0);
        if (KotlinDetector.isSuspendingFunction(method)) {
            ResolvableType continuation =
                    ResolvableType.forMethodParameter(method, method.getParameterCount() - 1, owner);
            collect(continuation.getGeneric(0), found, 0);
        }
        return found;
    }

    static Set<Class<?>> ofParameters(Method method, Class<?> owner) {
        Set<Class<?>> found = new LinkedHashSet<>();
        int continuations = KotlinDetector.isSuspendingFunction(method) ? 1 : 0;
        for (int i = 0; i < method.getParameterCount() - continuations; i++) {
            collect(ResolvableType.forMethodParameter(method, i, owner), found, 0);
        }
        return found;
    }

    private static void collect(ResolvableType type, Set<Class<?>> found, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        if (type.isArray()) {
            collect(type.getComponentType(), found, depth + 1);
        }
        Class<?> raw = type.resolve();
        if (raw != null && isOfTheApplication(raw)) {
            found.add(ClassUtils.getUserClass(raw));
        }
        for (ResolvableType argument : type.getGenerics()) {
            collect(argument, found, depth + 1);
        }
    }

    private static boolean isOfTheApplication(Class<?> type) {
        String name = type.getName();
        return !type.isPrimitive()
                && !type.isArray()
                && !name.startsWith("java.")
                && !name.startsWith("reactor.")
                && !name.startsWith("org.reactivestreams.")
                && !name.startsWith("kotlin.");
    }
}
