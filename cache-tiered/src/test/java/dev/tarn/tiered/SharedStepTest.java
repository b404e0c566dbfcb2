package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.spi.Applied;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node remembers of a step that changes made at the same time share, as a store may let them. */
class SharedStepTest {
    private final Lab lab = new Lab();
    private final Origin origin = Origin.of("k", "old", "n", "old");
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Pairing pairing = new Pairing();
    private final Tarn tarn = Tarn.builder()
            .namespace(Node.ID.namespace())
            .remote(pairing.of(a.store))
            .clock(lab.clock)
            .scheduler(lab.clock)
            .executor(a.executor)
            .build();
    private final LoadingCache<String, String> writer = tarn.cache(Node.ID.cache(), String.class, String.class)
            .expireAfterWrite(Node.LIFE)
            .loader(origin)
            .build();
    private final LoadingCache<String, String> reader = b.cache(origin);

    @BeforeEach
    void readAll() {
        lab.settle();
        assertThat(reader.clear()).as("the log has a beginning").isEqualTo(WriteStatus.APPLIED);
        lab.pass(Duration.ofSeconds(1));
        assertThat(List.of(get("k"), get("n"))).containsOnly("old");
    }

    @AfterEach
    void close() {
        tarn.close();
        lab.close();
    }

    private String get(String key) {
        var answer = reader.async().get(key);
        lab.settle();
        return answer.join();
    }

    @Test
    void invalidate_stepSharedAndLostByTheStore_allItsKeysAreRepeated() {
        origin.values.put("k", "new");
        origin.values.put("n", "new");
        lab.server.mute();
        CompletableFuture<WriteStatus> one = writer.async().invalidate("k");
        CompletableFuture<WriteStatus> two = writer.async().invalidate("n");
        lab.server.loseNewestStep(Node.ID, pairing.shared());
        lab.server.unmute();
        assertThat(List.of(one.join(), two.join())).containsOnly(WriteStatus.APPLIED);

        lab.pass(Duration.ofSeconds(5));

        assertThat(get("k")).isEqualTo("new");
        assertThat(get("n")).isEqualTo("new");
    }

    /** Lets two invalidations share a step: the first waits for the second. */
    private static final class Pairing {
        private final CompletableFuture<List<Applied>> answer = new CompletableFuture<>();
        private byte[] first = {};

        RemoteStore of(RemoteStore store) {
            return decorated(RemoteStore.class, store);
        }

        Applied shared() {
            assertThat(answer.join()).as("both keys are of one shard").hasSize(1);
            return answer.join().get(0);
        }

        private <T> T decorated(Class<T> type, T target) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (method.getName().equals("open") && type == RemoteStore.class) {
                            return decorated(RemoteTier.class, (RemoteTier) call(target, method, arguments));
                        }
                        return method.getName().equals("invalidate")
                                ? invalidate((RemoteTier) target, onlyOf(arguments))
                                : call(target, method, arguments);
                    }));
        }

        private static byte[] onlyOf(Object[] arguments) {
            return (byte[]) ((List<?>) arguments[0]).get(0);
        }

        private CompletableFuture<List<Applied>> invalidate(RemoteTier tier, byte[] key) {
            if (first.length == 0) {
                first = key;
                return answer;
            }
            List<byte[]> both = List.of(first, key);
            tier.invalidate(both)
                    .thenAccept(applied -> answer.complete(applied.stream()
                            .map(place -> new Applied(place.previous(), place.current(), both))
                            .toList()));
            return answer;
        }

        private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
