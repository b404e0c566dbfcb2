package dev.tarn.testing;

import java.util.List;
import java.util.stream.Stream;

/**
 * Names the modules of Tarn, the packages of each, and the packages that its production code may use.
 *
 * <p>What is not listed is forbidden, except the JDK and JSpecify, which every module may use. A new edge between modules,
 * or a new library, is a decision: it shows up here.
 */
@SuppressWarnings("ImmutableEnumChecker") // both lists come from List.of
public enum TarnModule {
    /** What users call and what implementors write. */
    API(List.of("dev.tarn", "dev.tarn.spi"), List.of()),

    /** Envelope, Kryo codec, compression. */
    CODEC(
            List.of("dev.tarn.codec.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "com.esotericsoftware..",
                    "org.objenesis..",
                    "com.github.luben.zstd..",
                    "net.jpountz..")),

    /** Stores in this process; the JVM is asked for its limit of direct memory. */
    LOCAL(
            List.of("dev.tarn.local.."),
            List.of("dev.tarn", "dev.tarn.spi", "com.github.benmanes.caffeine..", "javax.management..")),

    /** The invalidation protocol and the bus within one process. */
    INVALIDATION(List.of("dev.tarn.invalidation.."), List.of("dev.tarn", "dev.tarn.spi")),

    /** Store and bus on Redis; Netty and Reactor are what Lettuce speaks in. */
    REDIS(
            List.of("dev.tarn.redis.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "dev.tarn.invalidation..",
                    "io.lettuce..",
                    "io.netty..",
                    "reactor..",
                    "org.reactivestreams..")),

    /** Store and log on Memcached. */
    MEMCACHED(List.of("dev.tarn.memcached.."), List.of("dev.tarn", "dev.tarn.spi", "net.spy.memcached..")),

    /**
     * The composer. It knows no store and no codec; Resilience4j's breaker counts for its own, and shows up in no signature of the API. The JDK's keyed
     * hashes hide the keys of recorded traces.
     */
    TIERED(
            List.of("dev.tarn.tiered.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "dev.tarn.invalidation..",
                    "io.github.resilience4j.circuitbreaker..",
                    "io.github.resilience4j.core..",
                    "javax.crypto..")),

    /** Meters and observations. It knows no composer. */
    MICROMETER(List.of("dev.tarn.micrometer.."), List.of("dev.tarn", "dev.tarn.spi", "io.micrometer..")),

    /** The live console. It knows no composer and no web framework. */
    CONSOLE(List.of("dev.tarn.console.."), List.of("dev.tarn", "dev.tarn.spi")),

    /** The JSR-107 provider over the composer and the heap tier. */
    JCACHE(
            List.of("dev.tarn.jcache.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "dev.tarn.local..",
                    "dev.tarn.tiered..",
                    "javax.cache..",
                    "javax.management..")),

    /** Spring's cache abstraction over the composer; AOP Alliance is what Spring's proxies call, Reactor what reactive methods return. */
    SPRING(
            List.of("dev.tarn.spring"),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "dev.tarn.codec..",
                    "dev.tarn.local..",
                    "dev.tarn.tiered..",
                    "org.springframework..",
                    "org.aopalliance..",
                    "reactor..",
                    "org.reactivestreams..")),

    /** Spring Boot's way to all of it. */
    SPRING_BOOT(
            List.of("dev.tarn.spring.boot.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "dev.tarn.console..",
                    "dev.tarn.local..",
                    "dev.tarn.memcached..",
                    "dev.tarn.micrometer..",
                    "dev.tarn.redis..",
                    "io.micrometer..",
                    "dev.tarn.spring",
                    "dev.tarn.tiered..",
                    "org.springframework..")),

    /** What Spring Boot 3.5 has elsewhere than Boot 4. */
    SPRING_BOOT3(
            List.of("dev.tarn.spring.boot3.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.redis..",
                    "dev.tarn.spring.boot",
                    "dev.tarn.tiered..",
                    "org.springframework..")),

    /** Contracts, fakes, servers and rules. */
    TESTING(
            List.of("dev.tarn.testing.."),
            List.of(
                    "dev.tarn",
                    "dev.tarn.spi",
                    "org.junit..",
                    "org.opentest4j..",
                    "org.assertj..",
                    "org.testcontainers..",
                    "com.github.dockerjava..",
                    "com.tngtech.archunit..")),

    /** The demo: an application, free in its libraries and in what it prints. */
    DEMO(List.of("dev.tarn.demo..")),

    /** The benchmarks: an application as well. */
    BENCHMARKS(List.of("dev.tarn.benchmarks..")),

    /** The hit-rate lab: an application, too. */
    LAB(List.of("dev.tarn.lab.."));

    private final List<String> packages;
    private final List<String> mayUse;
    private final boolean library;

    TarnModule(List<String> packages, List<String> mayUse) {
        this.packages = packages;
        this.mayUse = mayUse;
        this.library = true;
    }

    TarnModule(List<String> packages) {
        this.packages = packages;
        this.mayUse = List.of("*.."); // ".." alone leaves out packages of one part
        this.library = false;
    }

    /** Returns the package patterns of this module, as ArchUnit writes them. */
    String[] packages() {
        return packages.toArray(String[]::new);
    }

    /** Returns the package patterns that the module's production code may depend on, its own included. */
    String[] mayUse() {
        Stream<String> everyone = Stream.of("java..", "javax.net..", "jdk.jfr..", "org.jspecify.annotations..");
        return Stream.of(everyone, packages.stream(), mayUse.stream())
                .flatMap(patterns -> patterns)
                .toArray(String[]::new);
    }

    /** Returns whether other people's programs link to this module, so that it must not print. */
    boolean isLibrary() {
        return library;
    }
}
