/**
 * Defines what implementors of tiers, codecs, buses and meters write.
 *
 * <p>A {@link dev.tarn.spi.LocalStore} holds entries inside the process, never does I/O and is called on the user's thread. A
 * {@link dev.tarn.spi.RemoteStore} is shared between processes, is asynchronous and holds bytes. An
 * {@link dev.tarn.spi.InvalidationBus} carries invalidations between nodes and keeps the log that makes a lost message
 * visible. A {@link dev.tarn.spi.Codec} turns objects into bytes, an {@link dev.tarn.spi.EntryCodec} frames them in the
 * envelope that outlives a process. A {@link dev.tarn.spi.GiveWay} has the I/O thread of a remote store let its readers ask again before
 * the next command leaves, a {@link dev.tarn.spi.RoundTrip} tells how many of them should ask for themselves.
 */
@NullMarked
package dev.tarn.spi;

import org.jspecify.annotations.NullMarked;
