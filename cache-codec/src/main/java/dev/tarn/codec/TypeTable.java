package dev.tarn.codec;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the classes that a codec may write and read. Ids are computed from names and never from the order of registration, so that two
 * services that know the same classes agree. Filled while the codec is built, read-only afterwards.
 */
final class TypeTable {
    private final Map<String, KnownType> byName = new HashMap<>();
    private final Map<Integer, KnownType> byId = new HashMap<>();
    private final Map<Class<?>, KnownType> byClass = new HashMap<>();

    /**
     * Adds a type, unless it is there already.
     *
     * @param name what the id is computed from
     * @param classes the classes whose objects are written under that name
     * @throws IllegalArgumentException if another name has the same id
     */
    KnownType add(String name, Collection<? extends Class<?>> classes, Body body) {
        KnownType present = byName.get(name);
        if (present != null) {
            return present;
        }
        int id = StableHash.of(name) & Integer.MAX_VALUE;
        KnownType other = byId.get(id);
        if (other != null) {
            throw new IllegalArgumentException("types " + other.name() + " and " + name + " have the same class id "
                    + id + ": rename one of them");
        }
        KnownType type = new KnownType(name, classes.iterator().next(), body, id, byName.size());
        byName.put(name, type);
        byId.put(id, type);
        classes.forEach(c -> byClass.put(c, type));
        return type;
    }

    @Nullable
    KnownType get(Class<?> type) {
        return byClass.get(type);
    }

    @Nullable
    KnownType get(int id) {
        return byId.get(id);
    }

    int size() {
        return byName.size();
    }
}
