package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reader takes an entry out of a tier while its shard is in doubt; before it looks at the proof, a poll removes the entry and brings a
 * new one. The reader has the old value in its hands, and what it sees of the proof says nothing of that value. So it is with each of the looks at the
 * tier that a call takes.
 */
class LateProofTest {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final Lab lab = new Lab();
    private final Origin origin = Origin.of("k", "old");
    private final LoadingCache<String, String> writer = lab.node().cache(origin);
    private final LoadingCache<String, String> reader = lab.node()
            .describe()
            .heap(new FactoryOfSlowHeaps(this::looked))
            .maximumStaleness(BOUND)
            .staleFor(Duration.ofHours(1))
            .loader(origin)
            .build();

    /** Before how many more looks at the tier return does the proof come; 0 for not any more. */
    private int looksLeft;

    @BeforeEach
    void holdAValueThatHasChanged() {
        lab.settle();
        var first = reader.async().get("k");
        lab.settle();
        assertThat(first.join()).isEqualTo("old");
        lab.server.mute();
        origin.values.put("k", "new");
        writer.invalidate("k");
        lab.server.down();
        lab.pass(BOUND);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private void looked() {
        if (looksLeft > 0 && --looksLeft == 0) {
            lab.pass(Duration.ofMillis(1));
            lab.server.up();
            lab.settle();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void get_proofComesBetweenALookAtTheTierAndTheLookAtTheProof_seesTheChange(int look) {
        looksLeft = look;

        assertThat(reader.get("k")).isEqualTo("new");

        assertThat(looksLeft).as("the call took as many looks").isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1})
    void refresh_sourceFailsAndProofComesAfterALookAtTheTier_doesNotServeWhatItSaw(int look) {
        looksLeft = look;
        origin.failure = new IllegalStateException("the source is away");

        var refreshed = reader.async().refresh("k");
        lab.settle();

        assertThat(looksLeft).as("the call took as many looks").isZero();
        assertThat(refreshed).isCompletedExceptionally();
    }

    /** Opens heap tiers that take their time between finding an entry and returning it. */
    private record FactoryOfSlowHeaps(Runnable afterLook) implements LocalStoreFactory {
        @Override
        public String tier() {
            return "heap";
        }

        @Override
        @SuppressWarnings("unchecked")
        public <K, V> LocalStore<K, V> open(Context<K, V> context) {
            LocalStore<K, V> store = Heap.maximumEntries(1_000).open(context);
            return (LocalStore<K, V>) Proxy.newProxyInstance(
                    LocalStore.class.getClassLoader(),
                    new Class<?>[] {LocalStore.class},
                    (proxy, method, arguments) -> {
                        Object found = method.invoke(store, arguments);
                        if (method.getName().equals("get") || method.getName().equals("peek")) {
                            afterLook.run();
                        }
                        return found;
                    });
        }
    }
}
