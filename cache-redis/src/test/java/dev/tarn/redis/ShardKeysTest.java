package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CacheId;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardKeysTest {
    private final List<ShardKeys> shards = ShardKeys.of(new CacheId("shop", "products"), 64);

    @Test
    void names_ofAShard_areInOneSlot() {
        ShardKeys shard = shards.get(7);
        byte[] key = bytes("a}b");
        assertThat(text(shard.head)).isEqualTo("{shop:products:7}!h");
        assertThat(text(shard.log)).isEqualTo("{shop:products:7}!l");
        assertThat(text(shard.tags)).isEqualTo("{shop:products:7}!t");
        assertThat(shard.channel).isEqualTo("{shop:products:7}!c");
        assertThat(text(shard.value(key))).isEqualTo("{shop:products:7}v:a}b");
        assertThat(text(shard.lease(key))).isEqualTo("{shop:products:7}g:a}b");
        assertThat(List.of(shard.head, shard.log, shard.tags, shard.value(key), shard.lease(key)))
                .allMatch(name -> SlotHash.getSlot(name) == shard.slot);
    }

    @Test
    void shardOf_knownKeys_neverChanges() {
        assertThat(ShardKeys.shardOf(bytes("a"), 1)).isZero();
        assertThat(IntStream.range(0, 8).map(i -> ShardKeys.shardOf(bytes("key" + i), 64)))
                .containsExactly(44, 6, 8, 21, 57, 1, 34, 58);
        assertThat(ShardKeys.shardOf(new byte[0], 64)).isBetween(0, 63);
    }

    @Test
    void shardOf_manyKeys_spreads() {
        int[] counts = new int[64];
        for (int i = 0; i < 64_000; i++) {
            counts[ShardKeys.shardOf(bytes("user:" + i), 64)]++;
        }
        assertThat(IntStream.of(counts).boxed()).allMatch(count -> count > 700 && count < 1_300);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
