package dev.tarn.spring;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** Takes Spring's key of several arguments apart, which tells its parts to nobody, and puts it together again. */
final class SimpleKeys {
    private static final Field PARTS = parts();

    private SimpleKeys() {}

    private static Field parts() {
        Field field = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);
        if (field == null) {
            throw new IllegalStateException("this version of Spring keeps the parts of a SimpleKey elsewhere");
        }
        ReflectionUtils.makeAccessible(field);
        return field;
    }

    static List<@Nullable Object> parts(SimpleKey key) {
        @Nullable Object[] parts = (@Nullable Object[]) ReflectionUtils.getField(PARTS, key);
        return parts == null ? List.of() : Arrays.asList(parts);
    }

    static SimpleKey of(List<@Nullable Object> parts) {
        return parts.isEmpty() ? SimpleKey.EMPTY : new SimpleKey(parts.toArray());
    }
}
