package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes' stores on one server, and a cache of their own, for the contracts of remote stores. */
public abstract class RemoteContractSupport extends ContractSupport {
    private @Nullable Nodes nodes;

    RemoteContractSupport() {}

    /** Connects another node to the server of this test; the contract closes what it gets. */
    protected abstract RemoteStore connect();

    @BeforeEach
    final void connectNodes() {
        nodes = new Nodes(connect(), connect(), randomCache());
    }

    @AfterEach
    final void closeNodes() {
        if (nodes != null) {
            nodes.first().close();
            nodes.second().close();
        }
    }

    final RemoteStore store() {
        return nodes().first();
    }

    final RemoteStore otherStore() {
        return nodes().second();
    }

    final CacheId cache() {
        return nodes().cache();
    }

    final RemoteTier tier() {
        return nodes().firstTier();
    }

    final RemoteTier otherTier() {
        return nodes().secondTier();
    }

    private Nodes nodes() {
        if (nodes == null) {
            throw new IllegalStateException("no test runs");
        }
        return nodes;
    }

    static CacheId randomCache() {
        return new CacheId("contract", randomName());
    }

    static byte[] randomKey() {
        return randomName().getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> randomKeys(int count) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(randomKey());
        }
        return keys;
    }

    static LeaseToken randomToken() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new LeaseToken(random.nextLong(), random.nextLong(1, 1L << 40));
    }

    static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    static @Nullable String textOf(RemoteRead read) {
        return read.envelope() == null ? null : Envelopes.text(read.envelope());
    }

    static long versionOf(RemoteRead read) {
        return EnvelopeHeader.version(found(read));
    }

    static int eraOf(RemoteRead read) {
        return EnvelopeHeader.era(found(read));
    }

    private static byte[] found(RemoteRead read) {
        if (read.envelope() == null) {
            throw new AssertionError("expected a value, but it is a miss");
        }
        return read.envelope();
    }

    /** The two nodes and the cache. */
    private record Nodes(
            RemoteStore first, RemoteStore second, CacheId cache, RemoteTier firstTier, RemoteTier secondTier) {
        Nodes(RemoteStore first, RemoteStore second, CacheId cache) {
            this(first, second, cache, first.open(cache), second.open(cache));
        }
    }
}
