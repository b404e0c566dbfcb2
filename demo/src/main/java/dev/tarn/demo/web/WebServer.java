package dev.tarn.demo.web;

import dev.tarn.console.Console;
import dev.tarn.demo.DemoFailure;
import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.demo.catalogue.Products;
import dev.tarn.spring.boot.TarnAutoConfiguration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Runs the HTTP service on the loopback interface, from {@link #start} to {@link #close}. */
public final class WebServer implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final int port;

    private WebServer(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
    }

    /**
     * Starts the service.
     *
     * @param port the port; 0 for any that is free
     * @param products what is served
     * @param database what its reads cost
     * @param metrics the meters that are shown
     * @param console the page at {@code /tarn}
     * @throws DemoFailure if the port is taken
     */
    public static WebServer start(
            int port, Products products, DatabaseMeter database, PrometheusMeterRegistry metrics, Console console) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Endpoints.class)
                .properties(Map.of("server.port", port, "server.shutdown", "immediate"))
                .registerShutdownHook(false)
                .initializers(context -> {
                    context.getBeanFactory().registerSingleton("products", products);
                    context.getBeanFactory().registerSingleton("databaseMeter", database);
                    context.getBeanFactory().registerSingleton("metrics", metrics);
                    context.getBeanFactory().registerSingleton("console", console);
                });
        try {
            ConfigurableApplicationContext context = application.run();
            int bound = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            return new WebServer(context, bound);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof PortInUseException) {
                    throw taken(port, e);
                }
            }
            throw e;
        }
    }

    /**
     * Checks that ports can be had, before anything costly is begun.
     *
     * @param first the first port; 0 for any
     * @param count how many
     * @throws DemoFailure if one is taken
     */
    public static void requireFree(int first, int count) {
        for (int port = first; first > 0 && port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw taken(port, e);
            }
        }
    }

    private static DemoFailure taken(int port, Exception cause) {
        return new DemoFailure(
                "port " + port + " is taken; --port names another, --port 0 takes any that is free", cause);
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Returns the address of the service. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
        context.close();
    }

    /** Names what Spring is to make. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = TarnAutoConfiguration.class) // its cache is made by hand
    @Import({
        ProductController.class,
        CacheController.class,
        MetricsController.class,
        ConsoleController.class,
        ConsoleStream.class,
        ErrorAnswers.class
    })
    static class Endpoints {}
}
