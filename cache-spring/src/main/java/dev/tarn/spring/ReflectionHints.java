package dev.tarn.spring;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** Tells a native image what is reached by reflection: the parts of Spring's key, and what expressions read of {@code #root}. */
final class ReflectionHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        Field parts = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);
        if (parts != null) {
            hints.reflection().registerField(parts);
        }
        hints.reflection().registerType(TypeReference.of(Expressions.Root.class), MemberCategory.INVOKE_PUBLIC_METHODS);
    }
}
