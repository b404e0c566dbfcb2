/**
 * Turns keys, values and entries into bytes and back: the envelope, the Kryo codec and compression.
 *
 * <p>Start with {@link dev.tarn.codec.KryoCodecs}, the {@link dev.tarn.spi.CodecProvider} that is found by itself when this artifact is
 * on the class path.
 */
@NullMarked
package dev.tarn.codec;

import org.jspecify.annotations.NullMarked;
