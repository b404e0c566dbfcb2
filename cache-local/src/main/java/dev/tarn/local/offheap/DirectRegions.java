package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allocates direct buffers, and frees them without waiting for the garbage collector. Thread-safe.
 *
 * <p>From Java 22 on the buffers are views of one shared arena, which is closed; before, each is freed by the hook that the JDK has for
 * it. Neither makes the JVM warn: the hook does so from Java 24 on only. Both are reached by their names, so that this compiles on Java 17
 * alone.
 */
final class DirectRegions implements RegionSource {
    private static final int FIRST_WITH_ARENAS = 22;
    private static final Freeing FREEING = Runtime.version().feature() >= FIRST_WITH_ARENAS ? arenas() : cleaners();

    private final Object arena = FREEING.newArena();
    private final List<ByteBuffer> regions = new ArrayList<>();
    private final long promised;
    private boolean closed;

    /**
     * Creates a source.
     *
     * @param promised what {@link DirectMemoryLimit} has promised, for {@link #close} to release
     */
    DirectRegions(long promised) {
        this.promised = promised;
    }

    @Override
    public synchronized ByteBuffer allocate(int bytes) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        ByteBuffer region = FREEING.allocate(arena, bytes);
        regions.add(region);
        return region;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            FREEING.free(arena, regions);
            regions.clear();
            DirectMemoryLimit.release(promised);
        }
    }

    /** A way to allocate and free. */
    private interface Freeing {
        Object newArena();

        ByteBuffer allocate(Object arena, int bytes);

        void free(Object arena, List<ByteBuffer> regions);
    }

    private static Freeing cleaners() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            MethodHandle cleaner = MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
            return new Cleaners(cleaner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JVM has no way to free direct memory: module jdk.unsupported is missing", e);
        }
    }

    private static Freeing arenas() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            return new Arenas(
                    lookup.findStatic(arena, "ofShared", MethodType.methodType(arena)),
                    lookup.findVirtual(arena, "allocate", MethodType.methodType(segment, long.class, long.class)),
                    lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class)),
                    lookup.findVirtual(arena, "close", MethodType.methodType(void.class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no arenas", e);
        }
    }

    private record Cleaners(MethodHandle cleaner) implements Freeing {
        @Override
        public Object newArena() {
            return this;
        }

        @Override
        public ByteBuffer allocate(Object arena, int bytes) {
            ByteBuffer region = ByteBuffer.allocateDirect(bytes);
            DirectMemoryLimit.took(bytes);
            return region;
        }

        @Override
        public void free(Object arena, List<ByteBuffer> regions) {
            for (ByteBuffer region : regions) {
                call(cleaner, region);
                DirectMemoryLimit.took(-region.capacity());
            }
        }
    }

    private record Arenas(MethodHandle open, MethodHandle allocate, MethodHandle view, MethodHandle close)
            implements Freeing {
        private static final long ALIGNMENT = 64;

        @Override
        public Object newArena() {
            return called(open);
        }

        @Override
        public ByteBuffer allocate(Object arena, int bytes) {
            return (ByteBuffer) called(view, called(allocate, arena, (long) bytes, ALIGNMENT));
        }

        @Override
        public void free(Object arena, List<ByteBuffer> regions) {
            call(close, arena);
        }
    }

    private static Object called(MethodHandle handle, Object... arguments) {
        Object result = call(handle, arguments);
        if (result == null) {
            throw new IllegalStateException("nothing from " + handle);
        }
        return result;
    }

    private static @Nullable Object call(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
