/** Makes load on a cache (Zipf or a recorded trace) and counts what came of it. */
@NullMarked
package dev.tarn.demo.load;

import org.jspecify.annotations.NullMarked;
