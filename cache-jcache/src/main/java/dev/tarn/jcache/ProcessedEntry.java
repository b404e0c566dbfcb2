package dev.tarn.jcache;

import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** The entry that a processor works on. Remembers what is to be done; does nothing by itself but load. */
final class ProcessedEntry<K, V> implements MutableEntry<K, V> {
    private final Ways<K, V> ways;
    private final Step<K, V> step;
    private final K key;
    private @Nullable V value;
    private Deed deed = Deed.NONE;
    private boolean looked;

    private enum Deed {
        NONE,
        READ,
        LOAD,
        SET,
        REMOVE
    }

    ProcessedEntry(Ways<K, V> ways, Step<K, V> step, K key) {
        this.ways = ways;
        this.step = step;
        this.key = key;
    }

    @Override
    public boolean exists() {
        return switch (deed) {
            case REMOVE -> false;
            case SET, LOAD -> true;
            case NONE, READ -> step.value() != null;
        };
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public @Nullable V getValue() {
        if (deed == Deed.NONE && !looked) {
            looked = true;
            look();
        }
        return value;
    }

    private void look() {
        V held = step.value();
        if (held != null) {
            value = ways.copying().copy(held);
            deed = Deed.READ;
        } else if (ways.source().loadsOnRead()) {
            value = ways.source().load(key);
            deed = value == null ? Deed.NONE : Deed.LOAD;
        }
    }

    @Override
    public void setValue(V newValue) {
        if (newValue == null) {
            throw new NullPointerException("value");
        }
        value = newValue;
        looked = true;
        deed = Deed.SET;
    }

    @Override
    public void remove() {
        value = null;
        looked = true;
        // What only this processor has set or loaded is forgotten as if it had never been.
        boolean own = step.value() == null && (deed == Deed.SET || deed == Deed.LOAD);
        deed = own ? Deed.NONE : Deed.REMOVE;
    }

    /** Does what the processor has asked for. */
    void carryOut() {
        V result = value;
        switch (deed) {
            case NONE -> {}
            case READ -> step.touch();
            case LOAD -> step.loaded(ways.copying().copy(required(result)));
            case SET -> {
                ways.source().write(key, required(result));
                step.put(ways.copying().copy(required(result)));
            }
            case REMOVE -> {
                ways.source().delete(key);
                boolean unused = step.remove();
            }
        }
    }

    private static <T> T required(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry is no " + type.getName());
    }
}
