package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.tiered.Tarn;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

class ReflectionHintsTest {
    @Configuration(proxyBeanMethods = false)
    @EnableTarnCaching
    static class Caching {
        @Bean
        Tarn tarn() {
            return Tarn.builder().build();
        }

        @Bean
        TarnCacheManager cacheManager(Tarn tarn) {
            return TarnCacheManager.builder(tarn).build();
        }

        @Bean
        Reader reader() {
            return new Reader();
        }
    }

    static class Reader {
        @Cacheable("values")
        public String read(String key, int times) {
            return key;
        }
    }

    @Test
    void context_canBeProcessedAheadOfTime_withItsHints() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Caching.class);
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(ReflectionHintsTest.class)), new InMemoryGeneratedFiles());
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);

        RuntimeHints hints = generation.getRuntimeHints();
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SimpleKey.class, "params"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Expressions.Root.class, "getMethodName"))
                .accepts(hints);
    }
}
