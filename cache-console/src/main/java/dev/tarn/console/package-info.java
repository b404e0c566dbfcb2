/** A page that shows live what caches do. Begin with {@link dev.tarn.console.Console}. */
@NullMarked
package dev.tarn.console;

import org.jspecify.annotations.NullMarked;
