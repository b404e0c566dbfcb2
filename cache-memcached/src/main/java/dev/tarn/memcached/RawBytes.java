package dev.tarn.memcached;

import net.spy.memcached.CachedData;
import net.spy.memcached.transcoders.Transcoder;

/**
 * Leaves bytes as they are. Spymemcached's own transcoders turn bytes from the network into objects by Java's deserialization; this stands
 * in their place although nothing here asks for one: the store speaks to the client below the level at which it has values.
 */
enum RawBytes implements Transcoder<Object> {
    INSTANCE;

    @Override
    public boolean asyncDecode(CachedData data) {
        return false;
    }

    @Override
    public CachedData encode(Object bytes) {
        return new CachedData(0, (byte[]) bytes, getMaxSize());
    }

    @Override
    public Object decode(CachedData data) {
        return data.getData();
    }

    @Override
    public int getMaxSize() {
        return CachedData.MAX_SIZE;
    }
}
