package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/** The key made of a call's arguments, equal to another if the arguments are. */
final class ArgumentsKey implements GeneratedCacheKey {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // as serializable as the arguments are
    private final @Nullable Object[] arguments;

    private final int hash;

    ArgumentsKey(@Nullable Object[] arguments) {
        this.arguments = arguments;
        this.hash = Arrays.deepHashCode(arguments);
    }

    /** Makes such keys. */
    static final class Generator implements CacheKeyGenerator {
        @Override
        public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<? extends Annotation> invocation) {
            return new ArgumentsKey(Arrays.stream(invocation.getKeyParameters())
                    .map(CacheInvocationParameter::getValue)
                    .toArray());
        }
    }

    @Nullable
    Object[] arguments() {
        return arguments;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArgumentsKey that && hash == that.hash && Arrays.deepEquals(arguments, that.arguments);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.deepToString(arguments);
    }
}
