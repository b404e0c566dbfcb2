package dev.tarn.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryLayoutTest {
    private static final String[] READ_BY_A_HIT = {"value", "shard", "hitTick", "version", "refreshAt"};
    private static final int HALF_A_LINE = 32;

    @Test
    void whatAHitReads_liesSideBySide() throws Exception {
        long[] offsets = new long[READ_BY_A_HIT.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = offset(HitFields.class.getDeclaredField(READ_BY_A_HIT[i]));
        }

        assertThat(LongStream.of(offsets).max().orElseThrow()
                        - LongStream.of(offsets).min().orElseThrow())
                .isLessThan(HALF_A_LINE);
    }

    /** By reflection, for the compiler warns of the class that knows. */
    private static long offset(Field field) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field one = type.getDeclaredField("theUnsafe");
        one.setAccessible(true);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        try {
            return (long) offset.invoke(one.get(null), field);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
