package dev.tarn.spi;

/**
 * Makes codecs for types. Found with {@link java.util.ServiceLoader} where a builder is not told of one; the artifact {@code
 * cache-codec} brings the default.
 */
public interface CodecProvider {
    /**
     * Makes a codec for keys: equal keys give equal bytes, in every process and release.
     *
     * @param type the type of the keys
     * @param <K> the type of the keys
     * @throws IllegalArgumentException if keys of this type cannot be encoded so
     */
    <K> Codec<K> keys(Class<K> type);

    /**
     * Makes a codec for values. The type and all that its declared fields reach are allowed; nothing else.
     *
     * @param type the type of the values
     * @param <V> the type of the values
     * @throws IllegalArgumentException if values of this type cannot be encoded
     */
    <V> Codec<V> values(Class<V> type);

    /**
     * Makes the framing around a codec for values.
     *
     * @param values the codec for the payload
     * @param <V> the type of the values
     */
    <V> EntryCodec<V> entries(Codec<V> values);
}
