package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.function.Function;

/**
 * Encodes keys as text that can be read in a store's console. Equal keys have the same text and others another; text that a key would not
 * be written as is refused.
 *
 * @param <K> the type of the keys
 */
final class TextKeyCodec<K> implements PayloadCodec<K> {
    private final int fingerprint;
    private final Function<K, String> writer;
    private final Function<String, K> reader;

    TextKeyCodec(Class<K> type, Function<K, String> writer, Function<String, K> reader) {
        fingerprint = StableHash.of("tarn-text-1:" + type.getName());
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public int id() {
        return CodecIds.TEXT_KEY;
    }

    @Override
    public int fingerprint() {
        return fingerprint;
    }

    @Override
    public byte[] encode(K object) {
        return Wtf8.encode(writer.apply(object));
    }

    @Override
    public void write(K object, PayloadOutput output) {
        output.writeBareText(writer.apply(object));
    }

    @Override
    public K read(byte[] bytes, int offset, int length) {
        String text = Wtf8.decode(bytes, offset, length);
        K key;
        try {
            key = reader.apply(text);
        } catch (RuntimeException e) {
            throw Failures.decoding(e, "a key");
        }
        if (!writer.apply(key).equals(text)) {
            throw new CodecException(Reason.PAYLOAD, "a key is not in the form in which it would be written", null);
        }
        return key;
    }
}
