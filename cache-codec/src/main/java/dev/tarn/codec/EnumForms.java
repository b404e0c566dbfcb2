package dev.tarn.codec;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes what sets and maps of enums need: they must know their enum, so there is one form for each declared enum. */
@SuppressWarnings({"unchecked", "rawtypes"}) // the enum is known only when the codec is built
final class EnumForms {
    private enum Few {
        ONE
    }

    private EnumForms() {}

    /** Returns the classes that sets of enums have: one for up to 64 constants, one for more. */
    static Collection<Class<?>> setClasses() {
        Class<?> regular = EnumSet.noneOf(Few.class).getClass();
        Class<?> jumbo = EnumSet.noneOf(Character.UnicodeScript.class).getClass();
        return Set.of(regular, jumbo);
    }

    static MapForm map(Class<?> type) {
        return new MapForm(
                EnumMap.class.getName(),
                EnumMap.class,
                Set.of(EnumMap.class),
                false,
                (order, size) -> (Map<@Nullable Object, @Nullable Object>) (Map) new EnumMap(type),
                map -> map);
    }
}
