/**
 * Holds entries outside the Java heap.
 *
 * <p>Start from {@link dev.tarn.local.offheap.OffHeap}, which describes the tier. How it works is told in {@code
 * docs/design/0020-off-heap-store.md}.
 */
@NullMarked
package dev.tarn.local.offheap;

import org.jspecify.annotations.NullMarked;
