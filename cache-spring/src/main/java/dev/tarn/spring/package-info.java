/**
 * Spring's cache abstraction over Tarn's caches: a {@code CacheManager}, and annotations for what Spring's own do not say.
 */
@NullMarked
package dev.tarn.spring;

import org.jspecify.annotations.NullMarked;
