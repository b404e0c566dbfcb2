package dev.tarn.jcache.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.jcache.TarnCachingProvider;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedProxyTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final TarnCachingProvider provider = new TarnCachingProvider();
    private final CacheManager caches = provider.getCacheManager();
    private final Names names = CachedProxy.of(Names.class, new CountingNames(calls), caches);

    @CacheDefaults(cacheName = "names")
    interface Names {
        @CacheResult(
                exceptionCacheName = "noNames",
                cachedExceptions = IllegalArgumentException.class,
                nonCachedExceptions = NumberFormatException.class)
        @Nullable
        String find(@CacheKey long id, String why);

        @CacheResult(skipGet = true)
        String findAgain(long id);

        @CachePut
        void rename(long id, @CacheValue String name);

        @CacheRemove(evictFor = IllegalStateException.class)
        void remove(long id, @CacheKey long key);

        @CacheRemoveAll(afterInvocation = false)
        void clear();

        int count();
    }

    private record CountingNames(AtomicInteger calls) implements Names {
        @Override
        public @Nullable String find(long id, String why) {
            calls.incrementAndGet();
            if (id == 0) {
                return null;
            }
            if (id < -10) {
                throw new NumberFormatException("not kept");
            }
            if (id < 0) {
                throw new IllegalArgumentException("no " + id);
            }
            return "name " + id;
        }

        @Override
        public String findAgain(long id) {
            return "again " + calls.incrementAndGet();
        }

        @Override
        public void rename(long id, String name) {
            if (name.isEmpty()) {
                throw new IllegalStateException("empty");
            }
        }

        @Override
        public void remove(long id, long key) {
            if (id == 1) {
                throw new IllegalStateException("evicts");
            }
            if (id == 2) {
                throw new UnsupportedOperationException("does not");
            }
        }

        @Override
        public void clear() {
            throw new IllegalStateException("too late");
        }

        @Override
        public int count() {
            return calls.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void result_sameKey_isFoundOnceWhateverElseIsGiven() {
        assertThat(names.find(7, "a")).isEqualTo("name 7");
        assertThat(names.find(7, "b")).isEqualTo("name 7");
        assertThat(names.find(8, "a")).isEqualTo("name 8");
        assertThat(calls).hasValue(2);
    }

    @Test
    void result_null_isNotKept() {
        assertThat(names.find(0, "a")).isNull();
        assertThat(names.find(0, "a")).isNull();
        assertThat(calls).hasValue(2);
    }

    @Test
    void result_skipGet_callsAlwaysAndKeeps() {
        assertThat(names.findAgain(7)).isEqualTo("again 1");
        assertThat(names.findAgain(7)).isEqualTo("again 2");
        assertThat(names.find(7, "a")).isEqualTo("again 2");
    }

    @Test
    void exception_listed_isThrownAgainWithoutACall() {
        assertThatThrownBy(() -> names.find(-1, "a")).hasMessage("no -1");
        assertThatThrownBy(() -> names.find(-1, "a")).hasMessage("no -1").isInstanceOf(IllegalArgumentException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void exception_excluded_isNotKept() {
        assertThatThrownBy(() -> names.find(-11, "a")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> names.find(-11, "a")).isInstanceOf(NumberFormatException.class);
        assertThat(calls).hasValue(2);
    }

    @Test
    void put_methodReturns_isKept() {
        names.rename(7, "new");
        assertThat(names.find(7, "a")).isEqualTo("new");
        assertThat(calls).hasValue(0);
    }

    @Test
    void put_methodThrows_isNotKept() {
        assertThatThrownBy(() -> names.rename(7, "")).hasMessage("empty");
        assertThat(names.find(7, "a")).isEqualTo("name 7");
    }

    @Test
    void remove_exceptionDecides() {
        names.rename(7, "old");
        assertThatThrownBy(() -> names.remove(2, 7)).hasMessage("does not");
        assertThat(names.find(7, "a")).isEqualTo("old");
        assertThatThrownBy(() -> names.remove(1, 7)).hasMessage("evicts");
        assertThat(names.find(7, "a")).isEqualTo("name 7");
    }

    @Test
    void removeAll_beforeTheCall_isDoneThoughItThrows() {
        names.rename(7, "old");
        assertThatThrownBy(names::clear).hasMessage("too late");
        assertThat(names.find(7, "a")).isEqualTo("name 7");
    }

    @Test
    void method_withoutAnnotation_isCalledEachTime() {
        assertThat(names.count()).isEqualTo(1);
        assertThat(names.count()).isEqualTo(2);
    }

    @Test
    void proxy_ofAClass_isRefused() {
        assertThatThrownBy(() -> CachedProxy.of(String.class, "a", caches))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an interface");
    }
}
