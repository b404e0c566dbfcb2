package dev.tarn.memcached;

/**
 * Names the item of one key.
 *
 * @param text the name
 * @param key the encoded key
 * @param hashed whether the name does not tell the key, so that the item must hold it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ItemName(String text, byte[] key, boolean hashed) {}
