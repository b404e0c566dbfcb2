package dev.tarn.testing.fault;

/** The methods of a remote tier that ask the server. */
public enum Operation {
    /** {@link dev.tarn.spi.RemoteTier#read}. */
    READ,
    /** {@link dev.tarn.spi.RemoteTier#readAll}. */
    READ_ALL,
    /** {@link dev.tarn.spi.RemoteTier#begin}. */
    BEGIN,
    /** {@link dev.tarn.spi.RemoteTier#fill}. */
    FILL,
    /** {@link dev.tarn.spi.RemoteTier#touch}. */
    TOUCH,
    /** {@link dev.tarn.spi.RemoteTier#extend}. */
    EXTEND,
    /** {@link dev.tarn.spi.RemoteTier#release}. */
    RELEASE,
    /** {@link dev.tarn.spi.RemoteTier#put}. */
    PUT,
    /** {@link dev.tarn.spi.RemoteTier#putIf}. */
    PUT_IF,
    /** {@link dev.tarn.spi.RemoteTier#removeIf}. */
    REMOVE_IF,
    /** {@link dev.tarn.spi.RemoteTier#invalidate}. */
    INVALIDATE,
    /** {@link dev.tarn.spi.RemoteTier#quarantine}. */
    QUARANTINE,
    /** {@link dev.tarn.spi.RemoteTier#invalidateTag}. */
    INVALIDATE_TAG,
    /** {@link dev.tarn.spi.RemoteTier#clear}. */
    CLEAR;

    /** Tells whether the operation brings envelopes back. */
    boolean reads() {
        return this == READ || this == READ_ALL || this == BEGIN;
    }
}
