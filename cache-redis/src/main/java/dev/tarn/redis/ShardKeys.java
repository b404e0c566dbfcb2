package dev.tarn.redis;

import dev.tarn.spi.CacheId;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names the Redis keys of one shard of one cache. All begin with the same hash tag, so that a script finds them in one slot.
 *
 * <pre>
 * {namespace:cache:shard}!h       head of the log          string
 * {namespace:cache:shard}!l       log                      stream
 * {namespace:cache:shard}!t       tags that were voided    hash
 * {namespace:cache:shard}v:KEY    value                    string, expires
 * {namespace:cache:shard}g:KEY    lease                    string, expires
 * {namespace:cache:shard}!r:STEP  mark of a step repeated  string, expires
 * {namespace:cache:shard}!c       channel of messages
 * </pre>
 */
final class ShardKeys {
    final int shard;
    final int slot;
    final byte[] prefix;
    final byte[] head;
    final byte[] log;
    final byte[] tags;
    final String channel;

    private ShardKeys(CacheId cache, int shard) {
        this.shard = shard;
        String name = "{" + cache.namespace() + ":" + cache.cache() + ":" + shard + "}";
        this.prefix = name.getBytes(StandardCharsets.US_ASCII);
        this.slot = SlotHash.getSlot(prefix);
        this.head = (name + "!h").getBytes(StandardCharsets.US_ASCII);
        this.log = (name + "!l").getBytes(StandardCharsets.US_ASCII);
        this.tags = (name + "!t").getBytes(StandardCharsets.US_ASCII);
        this.channel = name + "!c";
    }

    static List<ShardKeys> of(CacheId cache, int shards) {
        return IntStream.range(0, shards)
                .mapToObj(shard -> new ShardKeys(cache, shard))
                .toList();
    }

    /** Returns the shard of a key, the same in every process and release. */
    static int shardOf(byte[] key, int shards) {
        if (shards == 1) {
            return 0;
        }
        int hash = Arrays.hashCode(key);
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return Integer.remainderUnsigned(hash ^ (hash >>> 16), shards);
    }

    /** Returns how the Redis keys of all values begin. */
    String valuePrefix() {
        return new String(prefix, StandardCharsets.US_ASCII) + "v:";
    }

    /** Returns where, in the Redis key of a value, the key of the cache begins. */
    static int valueStart(byte[] redisKey) {
        int end = 0;
        while (end < redisKey.length && redisKey[end] != '}') {
            end++;
        }
        return Math.min(redisKey.length, end + 3);
    }

    byte[] value(byte[] key) {
        return join('v', key);
    }

    byte[] lease(byte[] key) {
        return join('g', key);
    }

    /** Returns the key by which a step that was lost is repeated once only. */
    byte[] mark(byte[] id) {
        byte[] name = "!r:".getBytes(StandardCharsets.US_ASCII);
        byte[] mark = Arrays.copyOf(prefix, prefix.length + name.length + id.length);
        System.arraycopy(name, 0, mark, prefix.length, name.length);
        System.arraycopy(id, 0, mark, prefix.length + name.length, id.length);
        return mark;
    }

    private byte[] join(char kind, byte[] key) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + 2 + key.length);
        joined[prefix.length] = (byte) kind;
        joined[prefix.length + 1] = ':';
        System.arraycopy(key, 0, joined, prefix.length + 2, key.length);
        return joined;
    }
}
