package dev.tarn.memcached;

/**
 * Holds what was found under a name.
 *
 * @param cas what {@code cas} has to be told so that it stores only if nobody else has, meanwhile
 * @param bytes the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
record Item(long cas, byte[] bytes) {}
