package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.tiered.Tarn;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link CacheEvictTag} on what comes later, and with placeholders. */
class EvictTagTest {
    private final Running running =
            new Running(Tarn.builder().build(), settings -> settings, Map.of("tags", "{'t', 'u'}"), Shelf.class);
    private final Shelf shelf = running.bean(Shelf.class);

    /** A value with a tag, and methods that void it. */
    static class Shelf {
        @Cacheable("values")
        @CachePolicy(tags = "'t'")
        public String read(String key) {
            return key;
        }

        @CacheEvictTag(cacheNames = "values", tags = "${tags}")
        public void evict() {}

        @CacheEvictTag(cacheNames = "values", tags = "#result")
        public Mono<String> evictMono() {
            return Mono.just("t");
        }

        @CacheEvictTag(cacheNames = "values", tags = "'t'")
        public Mono<String> failMono() {
            return Mono.error(new IllegalStateException("mono"));
        }

        @CacheEvictTag(cacheNames = "values", tags = "'t'")
        public Flux<String> evictFlux() {
            return Flux.just("a", "b");
        }

        @CacheEvictTag(cacheNames = "values", tags = "#result")
        public CompletableFuture<String> evictLater(CompletableFuture<String> tag) {
            return tag;
        }
    }

    @AfterEach
    void close() {
        running.close();
    }

    private boolean isHeld() {
        return running.cache("values").get("k") != null;
    }

    @Test
    void tags_areAPlaceholderForAnExpression_isResolvedAtStartAndAtCalls() {
        shelf.read("k");
        shelf.evict();
        assertThat(isHeld()).isFalse();
    }

    @Test
    void mono_evictsWhenItHasItsValue_notBefore() {
        shelf.read("k");
        Mono<String> result = shelf.evictMono();
        assertThat(isHeld()).isTrue();
        assertThat(result.block()).isEqualTo("t");
        assertThat(isHeld()).isFalse();
    }

    @Test
    void mono_fails_evictsNothing() {
        shelf.read("k");
        assertThatThrownBy(() -> shelf.failMono().block()).hasMessage("mono");
        assertThat(isHeld()).isTrue();
    }

    @Test
    void flux_evictsWhenItIsComplete() {
        shelf.read("k");
        assertThat(shelf.evictFlux().take(1, true).collectList().block()).containsExactly("a");
        assertThat(isHeld()).as("cancelled before it was complete").isTrue();
        assertThat(shelf.evictFlux().collectList().block()).containsExactly("a", "b");
        assertThat(isHeld()).isFalse();
    }

    @Test
    void future_evictsWhenItIsDone() {
        shelf.read("k");
        CompletableFuture<String> tag = new CompletableFuture<>();
        CompletableFuture<String> result = shelf.evictLater(tag);
        assertThat(isHeld()).isTrue();
        tag.complete("t");
        assertThat(result.join()).isEqualTo("t");
        assertThat(isHeld()).isFalse();
    }
}
