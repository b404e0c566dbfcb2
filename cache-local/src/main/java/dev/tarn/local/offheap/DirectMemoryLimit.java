package dev.tarn.local.offheap;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Holds stores to {@code -XX:MaxDirectMemorySize}: what they may take must be there when they are opened, not when they are full.
 * Thread-safe.
 */
final class DirectMemoryLimit {
    private static final String FLAG = "MaxDirectMemorySize";
    private static final AtomicLong PROMISED = new AtomicLong();
    /** The part of what was promised that the JVM's own count knows already. */
    private static final AtomicLong TAKEN = new AtomicLong();

    private DirectMemoryLimit() {}

    /**
     * Promises memory to a store.
     *
     * @throws IllegalArgumentException if there is less than that
     */
    static void promise(String cache, long bytes) {
        long limit = limit();
        long promised = PROMISED.addAndGet(bytes);
        long others = promised - bytes + Math.max(0, used() - TAKEN.get());
        if (others + bytes > limit) {
            PROMISED.addAndGet(-bytes);
            throw new IllegalArgumentException("cache '" + cache + "': OffHeap.maximumBytes is " + bytes
                    + ", but -XX:" + FLAG + " is " + limit + " bytes, of which " + others
                    + " are taken; raise the flag or lower the budget");
        }
    }

    /** Takes a promise back. */
    static void release(long bytes) {
        PROMISED.addAndGet(-bytes);
    }

    /** Notes that memory was taken in buffers which the JVM counts; negative if they were freed. */
    static void took(long bytes) {
        TAKEN.addAndGet(bytes);
    }

    private static long used() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Returns the limit; unless the flag is set, the JVM uses the maximum heap. */
    private static long limit() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName diagnostic = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
            CompositeData option = (CompositeData) server.invoke(
                    diagnostic, "getVMOption", new Object[] {FLAG}, new String[] {String.class.getName()});
            long limit = Long.parseLong((String) option.get("value"));
            return limit == 0 ? Runtime.getRuntime().maxMemory() : limit;
        } catch (JMException | RuntimeException e) {
            return Runtime.getRuntime().maxMemory(); // another JVM than HotSpot: its default
        }
    }
}
