package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How bytes outside the heap are compared with an array, which is done eight at a time. */
class MemoryTest {
    private static final int LONGEST = 70;
    private static final long PLACE = 16;

    private final Memory memory = new Memory(3, 10, 1);

    MemoryTest() {
        memory.add(0, ByteBuffer.allocateDirect(1 << 10));
    }

    @Test
    void equals_sameBytesOfAnyLength_isTrue() {
        for (int length = 0; length <= LONGEST; length++) {
            byte[] bytes = bytes(length);
            memory.put(PLACE, bytes);
            assertThat(isThere(bytes)).as("%d bytes", length).isTrue();
        }
    }

    @Test
    void equals_anyOneByteDiffers_isFalse() {
        for (int length = 1; length <= LONGEST; length++) {
            memory.put(PLACE, bytes(length));
            for (int place = 0; place < length; place++) {
                byte[] other = bytes(length);
                other[place] ^= (byte) 0x80;
                assertThat(isThere(other))
                        .as("byte %d of %d differs", place, length)
                        .isFalse();
            }
        }
    }

    @Test
    void equals_whatFollowsDiffers_isNotLookedAt() {
        memory.put(PLACE, bytes(LONGEST));
        for (int length = 0; length < LONGEST; length++) {
            assertThat(isThere(bytes(length))).as("%d bytes", length).isTrue();
        }
    }

    @Test
    void hash_anyOneByteDiffers_differs() {
        for (int length = 1; length <= LONGEST; length++) {
            long hash = KeyHash.of(bytes(length));
            for (int place = 0; place < length; place++) {
                byte[] other = bytes(length);
                other[place] ^= 1;
                assertThat(KeyHash.of(other))
                        .as("byte %d of %d differs", place, length)
                        .isNotEqualTo(hash);
            }
        }
    }

    private boolean isThere(byte[] bytes) {
        return Memory.equals(memory.window(PLACE), memory.spot(PLACE), bytes);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 37 + 201);
        }
        return bytes;
    }
}
