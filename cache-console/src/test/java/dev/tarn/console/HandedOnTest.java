package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The console stands between the caches and other meters. What it does not hand on, those never hear of: a default method does nothing in silence. */
class HandedOnTest {
    private final Meters meters = Console.builder().build().meters(Meters.none());

    @Test
    void everythingThatCanBeMeasured_isHandedOn() {
        assertThat(defaults(Meters.class, meters)).isEmpty();
    }

    @Test
    void everythingThatACacheTells_isHandedOn() {
        Meters.CacheMeters cache = meters.open(new CacheId("lab", "texts"), () -> {
            throw new AssertionError("nobody looks");
        });

        assertThat(defaults(Meters.CacheMeters.class, cache)).isEmpty();
    }

    @Test
    void whatIsNotOverridden_isFound() {
        assertThat(defaults(Meters.class, Meters.none())).contains("openStore", "openBreaker");
    }

    /** Returns the methods that an object leaves as the interface has them. */
    private static <T> List<String> defaults(Class<T> type, T object) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method ->
                        implementation(object, method).getDeclaringClass().isInterface())
                .map(Method::getName)
                .toList();
    }

    private static Method implementation(Object object, Method method) {
        try {
            return object.getClass().getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
