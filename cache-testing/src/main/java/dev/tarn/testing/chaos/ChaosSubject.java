package dev.tarn.testing.chaos;

/**
 * Opens the cache that is put to the test, once in each process.
 *
 * <p>A public class with a public constructor without arguments; the kit names it to each process by its class name. The processes have
 * the class path of the one that runs the plan.
 *
 * <pre>{@code
 * public final class MyCache implements ChaosSubject {
 *     @Override
 *     public ChaosCache open(ChaosEnvironment environment) {
 *         Tarn tarn = Tarn.builder().remote(RedisStore.connect(environment.uri())).build();
 *         LoadingCache<Long, String> cache = tarn.cache("mine", Long.class, String.class)
 *                 .heap(Heap.maximumEntries(10_000))
 *                 .expireAfterWrite(Duration.ofDays(365)) // only the protocol may heal
 *                 .maximumStaleness(environment.bound())
 *                 .loader(environment.loader())
 *                 .build();
 *         return ChaosCache.of(cache, tarn::close);
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ChaosSubject {
    /**
     * Opens the cache. The server may be away or slow at that moment, since a process is started again in the midst of faults.
     *
     * @param environment where the server is, and the source of the values
     * @return the cache; it is used by many threads, and closed at the end
     * @throws Exception any failure; it ends the run
     */
    ChaosCache open(ChaosEnvironment environment) throws Exception;
}
