package dev.tarn.demo.spring;

import dev.tarn.demo.DemoFailure;
import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.web.WebServer;
import dev.tarn.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the Spring Boot service on the loopback interface, from {@link #start} to {@link #close}. */
public final class SpringNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int PAUSES = 20;
    private static final int LONGEST_WAIT_SECONDS = 10;

    private final ConfigurableApplicationContext context;

    private SpringNode(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts the service.
     *
     * @param file the database, which is there
     * @param redis the address of the remote tier, or null for the heap tier alone
     * @param heap the bound of the heap tier, in entries
     * @param port the port; 0 for any that is free
     * @throws DemoFailure if the port is taken
     */
    public static SpringNode start(CatalogueFile file, @Nullable String redis, int heap, int port) {
        WebServer.requireFree(port, 1);
        List<String> properties =
                new ArrayList<>(List.of("--server.port=" + port, "--tarn.caches.products.heap-entries=" + heap));
        if (redis != null) {
            properties.add("--tarn.redis.url=" + redis);
        }
        return new SpringNode(new SpringApplicationBuilder(SpringShop.class)
                .profiles("spring")
                .registerShutdownHook(false)
                .initializers(context -> context.getBeanFactory().registerSingleton("catalogueFile", file))
                .run(properties.toArray(String[]::new)));
    }

    /** Tells whether there is a remote tier that does not answer within a second. If it does, waits until what is read is kept, for some seconds. */
    public boolean isRemoteAway() {
        RedisStore store = context.getBeanProvider(RedisStore.class).getIfAvailable();
        if (store != null && !store.awaitConnected(PATIENCE)) {
            return true;
        }
        Walk walk = context.getBean(Walk.class);
        long pause = PATIENCE.toNanos() / PAUSES;
        for (int i = 0; i < LONGEST_WAIT_SECONDS * PAUSES && !walk.isKept(); i++) {
            LockSupport.parkNanos(pause);
        }
        return false;
    }

    /**
     * Calls the service once in each way that an annotation changes.
     *
     * @param screen takes a line for each
     */
    public void walk(Consumer<String> screen) {
        context.getBean(Walk.class).take(screen);
    }

    /** Returns the port. */
    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
