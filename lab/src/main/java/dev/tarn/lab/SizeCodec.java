package dev.tarn.lab;

import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;

/** Stands for objects of which only the size matters: a value is its size, and so many bytes. Keys are numbers of four bytes. */
final class SizeCodec {
    /** How many of an object's bytes are its key. */
    static final int KEY = Integer.BYTES;

    private static final int FIRST_OF_OTHERS = 64;

    private SizeCodec() {}

    static Codec<Integer> keys() {
        return new Numbers() {
            @Override
            public byte[] encode(Integer key) {
                return ByteBuffer.allocate(KEY).putInt(key).array();
            }

            @Override
            public Integer decode(ByteBuffer bytes) {
                return bytes.getInt();
            }
        };
    }

    /** Returns a codec of values whose size counts the key. */
    static Codec<Integer> values() {
        return new Numbers() {
            @Override
            public byte[] encode(Integer size) {
                return new byte[Math.max(0, size - KEY)];
            }

            @Override
            public Integer decode(ByteBuffer bytes) {
                return bytes.remaining() + KEY;
            }
        };
    }

    private abstract static class Numbers implements Codec<Integer> {
        @Override
        public int id() {
            return FIRST_OF_OTHERS;
        }

        @Override
        public int fingerprint() {
            return 1;
        }
    }
}
