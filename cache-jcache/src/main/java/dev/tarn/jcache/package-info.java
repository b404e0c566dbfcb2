/**
 * JSR-107 1.1 over Tarn's caches: the provider, its configuration, and the annotations for plain interfaces.
 */
@NullMarked
package dev.tarn.jcache;

import org.jspecify.annotations.NullMarked;
