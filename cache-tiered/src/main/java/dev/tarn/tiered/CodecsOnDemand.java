package dev.tarn.tiered;

import dev.tarn.spi.CodecProvider;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Gives the provider of codecs: the one that was set, or the one on the class path, looked for when first needed. */
final class CodecsOnDemand {
    private volatile @Nullable CodecProvider provider;

    CodecsOnDemand(@Nullable CodecProvider provider) {
        this.provider = provider;
    }

    /**
     * Returns the provider.
     *
     * @throws IllegalStateException if there is none
     */
    CodecProvider get() {
        CodecProvider known = provider;
        if (known == null) {
            known = ServiceLoader.load(CodecProvider.class)
                    .findFirst()
                    .or(() -> ServiceLoader.load(CodecProvider.class, CodecProvider.class.getClassLoader())
                            .findFirst())
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "no codecs: add the artifact cache-codec to the class path, or give the builder codecs(...)"));
            provider = known;
        }
        return known;
    }
}
