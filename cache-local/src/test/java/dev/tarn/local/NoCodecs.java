package dev.tarn.local;

import dev.tarn.spi.Codec;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LocalStoreFactory.CodecSource;

/** Stands for a class path without codecs. */
public final class NoCodecs<K, V> implements CodecSource<K, V> {
    @Override
    public Codec<K> keys() {
        throw new IllegalStateException("no codecs");
    }

    @Override
    public Codec<V> values() {
        throw new IllegalStateException("no codecs");
    }

    @Override
    public EntryCodec<V> entries() {
        throw new IllegalStateException("no codecs");
    }
}
