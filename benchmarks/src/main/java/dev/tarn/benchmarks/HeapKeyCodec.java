package dev.tarn.benchmarks;

import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the keys of the heap benchmarks, texts or numbers, as texts. A bus needs keys as bytes; hits do not. */
final class HeapKeyCodec implements Codec<Object> {
    private static final int ID = 200;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public int fingerprint() {
        return 1;
    }

    @Override
    public byte[] encode(Object key) {
        return ((key instanceof Long ? "n" : "t") + key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object decode(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        String key = text.substring(1);
        return text.charAt(0) == 'n' ? (Object) Long.valueOf(key) : key;
    }
}
