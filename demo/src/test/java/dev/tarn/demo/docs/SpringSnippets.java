package dev.tarn.demo.docs;

import dev.tarn.redis.RedisStore;
import dev.tarn.spring.CacheEvictTag;
import dev.tarn.spring.CachePolicy;
import dev.tarn.spring.CacheSpec;
import dev.tarn.spring.CacheableBatch;
import dev.tarn.spring.EnableTarnCaching;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Holds the Java snippets of docs/spring.md. */
final class SpringSnippets {
    record Product(long id, String brand) {}

    interface Repository {
        Product findById(long id);

        List<Product> findAll(Collection<Long> ids);

        void renameBrand(String brand, String name);
    }

    private final Repository repository;

    SpringSnippets(Repository repository) {
        this.repository = repository;
    }

    @SuppressWarnings("ClassCanBeStatic") // a class of its own in the document
    @Configuration
    @EnableTarnCaching
    class Caching {
        @Bean
        Tarn tarn() {
            return Tarn.builder()
                    .namespace("shop")
                    .remote(RedisStore.connect("redis://localhost:6379"))
                    .build();
        }

        @Bean
        TarnCacheManager cacheManager(Tarn tarn) {
            return TarnCacheManager.builder(tarn)
                    .defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(10)))
                    .cache("prices", CacheSpec.defaults().expireAfterWrite(Duration.ofSeconds(30)))
                    .build();
        }
    }

    @Cacheable(cacheNames = "products", sync = true)
    @CachePolicy(ttl = "${shop.product-ttl:10m}", staleFor = "1h", tags = "'brand:' + #result.brand()")
    public Product find(long id) {
        return repository.findById(id);
    }

    @CacheableBatch(cacheNames = "products", resultKey = "id")
    public List<Product> findAll(Collection<Long> ids) { // only those that no tier holds
        return repository.findAll(ids);
    }

    @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #p0")
    public void renameBrand(String brand, String name) {
        repository.renameBrand(brand, name);
    }
}
