package dev.tarn.jcache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.UUID;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Takes copies of keys and values, so that what the application does to its object does not reach the cache. Objects that cannot change
 * are shared. The bytes never leave this method call: nothing that came from outside is read back.
 */
interface Copying {
    /**
     * Returns a copy, or the object itself where that makes no difference.
     *
     * @throws CacheException if the object cannot be serialized
     */
    <T> T copy(T object);

    /** Shares every object: store-by-reference. */
    static Copying none() {
        return NoCopying.INSTANCE;
    }

    /** Copies by Java's serialization: store-by-value. Classes are looked for in the loader, which is not kept alive. */
    static Copying serializing(@Nullable ClassLoader classes) {
        return new Serializing(new WeakReference<>(classes));
    }

    /** Shares every object. */
    enum NoCopying implements Copying {
        INSTANCE;

        @Override
        public <T> T copy(T object) {
            return object;
        }
    }

    /** Copies by Java's serialization. */
    record Serializing(WeakReference<@Nullable ClassLoader> classes) implements Copying {
        private static final Set<Class<?>> UNCHANGING = Set.of(
                String.class,
                Long.class,
                Integer.class,
                Short.class,
                Byte.class,
                Boolean.class,
                Character.class,
                Double.class,
                Float.class,
                UUID.class,
                BigInteger.class,
                BigDecimal.class);

        @Override
        @SuppressWarnings("unchecked") // a copy is of its original's type
        public <T> T copy(T object) {
            if (UNCHANGING.contains(object.getClass()) || object instanceof Enum<?>) {
                return object;
            }
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                    out.writeObject(object);
                }
                try (ObjectInputStream in = new ClassFinding(new ByteArrayInputStream(bytes.toByteArray()))) {
                    return (T) in.readObject();
                }
            } catch (IOException | ClassNotFoundException e) {
                throw new CacheException(
                        "cannot copy an object of " + object.getClass() + ", store-by-value needs it", e);
            }
        }

        private final class ClassFinding extends ObjectInputStream {
            ClassFinding(InputStream bytes) throws IOException {
                super(bytes);
            }

            @Override
            protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
                ClassLoader loader = classes.get();
                if (loader != null) {
                    try {
                        return Class.forName(description.getName(), false, loader);
                    } catch (ClassNotFoundException e) {
                        return super.resolveClass(description); // a primitive, or known to the caller only
                    }
                }
                return super.resolveClass(description);
            }
        }
    }
}
