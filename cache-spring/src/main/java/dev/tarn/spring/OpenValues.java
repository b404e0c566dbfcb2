package dev.tarn.spring;

import dev.tarn.codec.KryoCodecs;
import dev.tarn.spi.Codec;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes codecs for values whose class nobody declares: simple ones, collections, and the classes that methods lead to. */
final class OpenValues {
    private static final List<Class<?>> COLLECTIONS = List.of(List.class, Set.class, Map.class, Optional.class);

    private OpenValues() {}

    /**
     * Returns a codec.
     *
     * @param allowed the application's classes
     * @throws IllegalArgumentException if one of them cannot be encoded
     */
    static Codec<Object> of(Collection<Class<?>> allowed) {
        Set<Class<?>> types = new LinkedHashSet<>(SimpleTypes.ALL);
        types.add(String.class);
        types.addAll(COLLECTIONS);
        types.addAll(allowed);
        return KryoCodecs.builder()
                .allow(types.toArray(Class<?>[]::new))
                .build()
                .values(Object.class);
    }
}
