package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Reads numbers of memory by their addresses, and of arrays, without the checks that are made at each read else, by {@code sun.misc.Unsafe}: up to Java 21, where it is there and the JVM does not warn of it.
 * Reached by its name, as {@link DirectRegions} does, so that this compiles on Java 17 alone.
 *
 * <p>With assertions, a read outside the buffer that it is told or outside the array is an {@link AssertionError}; without, nobody looks. The buffer must stay reachable until it has been read: the store's are, for
 * a reader looks at the store once more when it leaves.
 */
final class Raw {
    private static final MethodHandle SHORT;
    private static final MethodHandle INT;
    private static final MethodHandle LONG;
    /** Reads a field of an object, or elements of an array. */
    private static final MethodHandle LONG_OF;

    private static final MethodHandle INT_OF;
    private static final MethodHandle SHORT_OF;
    /** Where in an array of bytes its elements begin. */
    private static final long BYTES;
    /** Where in a buffer its address stands. */
    private static final long ADDRESS;

    static {
        try {
            Object unsafe = unsafe();
            SHORT = handle(unsafe, "getShort", MethodType.methodType(short.class, long.class));
            INT = handle(unsafe, "getInt", MethodType.methodType(int.class, long.class));
            LONG = handle(unsafe, "getLong", MethodType.methodType(long.class, long.class));
            LONG_OF = handle(unsafe, "getLong", MethodType.methodType(long.class, Object.class, long.class));
            INT_OF = handle(unsafe, "getInt", MethodType.methodType(int.class, Object.class, long.class));
            SHORT_OF = handle(unsafe, "getShort", MethodType.methodType(short.class, Object.class, long.class));
            BYTES = (int)
                    unsafe.getClass().getMethod("arrayBaseOffset", Class.class).invoke(unsafe, byte[].class);
            ADDRESS = (long) unsafe.getClass()
                    .getMethod("objectFieldOffset", Field.class)
                    .invoke(unsafe, Buffer.class.getDeclaredField("address"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Raw() {}

    private static Object unsafe() throws ReflectiveOperationException {
        Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        return instance.get(null);
    }

    private static MethodHandle handle(Object unsafe, String name, MethodType type)
            throws ReflectiveOperationException {
        return MethodHandles.lookup().findVirtual(unsafe.getClass(), name, type).bindTo(unsafe);
    }

    /** Returns where a direct buffer begins. */
    static long address(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("a buffer on the heap has no address");
        }
        try {
            return (long) LONG_OF.invokeExact((Object) buffer, ADDRESS);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static short getShort(ByteBuffer buffer, long address) {
        assert isWithin(buffer, address, Short.BYTES);
        try {
            return (short) SHORT.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getInt(ByteBuffer buffer, long address) {
        assert isWithin(buffer, address, Integer.BYTES);
        try {
            return (int) INT.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long getLong(ByteBuffer buffer, long address) {
        assert isWithin(buffer, address, Long.BYTES);
        try {
            return (long) LONG.invokeExact(address);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static short getShort(byte[] bytes, int at) {
        assert isWithin(bytes, at, Short.BYTES);
        try {
            return (short) SHORT_OF.invokeExact((Object) bytes, BYTES + at);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getInt(byte[] bytes, int at) {
        assert isWithin(bytes, at, Integer.BYTES);
        try {
            return (int) INT_OF.invokeExact((Object) bytes, BYTES + at);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long getLong(byte[] bytes, int at) {
        assert isWithin(bytes, at, Long.BYTES);
        try {
            return (long) LONG_OF.invokeExact((Object) bytes, BYTES + at);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static boolean isWithin(byte[] array, int at, int bytes) {
        return at >= 0 && at <= array.length - bytes;
    }

    private static boolean isWithin(ByteBuffer buffer, long address, int bytes) {
        long offset = address - address(buffer);
        return offset >= 0 && offset <= buffer.capacity() - bytes;
    }

    private static IllegalStateException unexpected(Throwable thrown) {
        return new IllegalStateException("sun.misc.Unsafe does not read", thrown);
    }
}
