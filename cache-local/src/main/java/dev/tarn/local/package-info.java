/**
 * Holds entries inside this process.
 *
 * <p>Start from {@link dev.tarn.local.Heap}, which describes the heap tier of a cache: how much it may hold, and whether callers get
 * the held values themselves or copies of them.
 */
@NullMarked
package dev.tarn.local;

import org.jspecify.annotations.NullMarked;
