package dev.tarn.memcached;

import dev.tarn.spi.CacheId;
import java.util.ArrayList;
import java.util.List;

/** Holds the shards of a cache: one on each server, so that what decides about a value is where the value is, and is lost with it. */
final class Shards {
    private final Session session;
    private final Names names;
    private final List<Shard> all;

    Shards(Session session, CacheId cache) {
        this.session = session;
        this.names = new Names(cache);
        List<Shard> made = new ArrayList<>();
        for (Server server : session.servers()) {
            made.add(new Shard(session, server, names));
        }
        this.all = List.copyOf(made);
    }

    Session session() {
        return session;
    }

    Names names() {
        return names;
    }

    List<Shard> all() {
        return all;
    }

    Shard shard(int index) {
        return all.get(index);
    }

    ItemName name(byte[] key) {
        return names.value(key);
    }

    /** Returns the shard that an item belongs to. */
    Shard of(ItemName name) {
        return all.get(session.serverOf(name.text()).index());
    }
}
