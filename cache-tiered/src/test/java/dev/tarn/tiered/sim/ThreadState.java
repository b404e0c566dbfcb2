package dev.tarn.tiered.sim;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the product keeps with a thread, for a thread that does the work of many.
 *
 * <p>Makes the random pauses of the product repeatable: they come from the thread's own generator, which has no other way in. That generator
 * mixes the number of the thread into its steps, so threads that take each other's place need the same one.
 */
final class ThreadState {
    private static final Object UNSAFE;
    private static final Method PUT;
    private static final Object SEED;
    private static final Object ID;
    private static final ThreadLocal<Object> LOAD;

    static {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            UNSAFE = instance.get(null);
            PUT = type.getMethod("putLong", Object.class, long.class, long.class);
            Method offset = type.getMethod("objectFieldOffset", Field.class);
            SEED = offset.invoke(UNSAFE, Thread.class.getDeclaredField("threadLocalRandomSeed"));
            ID = offset.invoke(UNSAFE, Thread.class.getDeclaredField("tid"));
            LOAD = currentLoad();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ThreadState() {}

    @SuppressWarnings("unchecked") // the type is of another package, and of no interest
    private static ThreadLocal<Object> currentLoad() throws ReflectiveOperationException {
        Field current = Class.forName("dev.tarn.tiered.Loading").getDeclaredField("CURRENT");
        current.setAccessible(true);
        return (ThreadLocal<Object>) current.get(null);
    }

    /** Lets this thread do something else than the load in the middle of which it is; returns that load. */
    static @Nullable Object leaveLoad() {
        Object load = LOAD.get();
        LOAD.remove();
        return load;
    }

    /** Lets this thread go on with a load. */
    static void enterLoad(@Nullable Object load) {
        if (load == null) {
            LOAD.remove();
        } else {
            LOAD.set(load);
        }
    }

    /** Sets where the random numbers of this thread start. */
    static void setSeed(long seed) {
        ThreadLocalRandom.current(); // initializes it, once for each thread
        put(Thread.currentThread(), SEED, seed);
    }

    /** Sets the number of a thread that was not started yet. */
    static void setId(Thread thread, long id) {
        put(thread, ID, id);
    }

    private static void put(Thread thread, Object offset, long value) {
        try {
            PUT.invoke(UNSAFE, thread, offset, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
