package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is not needed is not loaded: half of the time of opening goes into loading classes. */
class OpeningTest {
    @Test
    void build_withoutRemoteTier_loadsNoBreaker() throws Exception {
        ClassLoader loader = new WithoutBreakers();
        Class<?> tarn = loader.loadClass(Tarn.class.getName());
        assertThat(tarn).isNotEqualTo(Tarn.class);

        Object builder = tarn.getMethod("builder").invoke(null);

        assertThatCode(() -> {
                    Object built = builder.getClass().getMethod("build").invoke(builder);
                    tarn.getMethod("close").invoke(built);
                })
                .doesNotThrowAnyException();
    }

    /** Loads Tarn anew, and has no Resilience4j for it. */
    private static final class WithoutBreakers extends ClassLoader {
        WithoutBreakers() {
            super(OpeningTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.github.resilience4j.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.tarn.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? defined(name) : loaded;
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (@Nullable InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
