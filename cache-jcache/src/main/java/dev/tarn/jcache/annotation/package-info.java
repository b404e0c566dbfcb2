/** JSR-107's annotations on plain interfaces, without a container, over any cache manager. */
@NullMarked
package dev.tarn.jcache.annotation;

import org.jspecify.annotations.NullMarked;
