package dev.tarn.jcache;

/**
 * What a cache does its work with.
 *
 * @param tier the Tarn cache below
 * @param ending when entries end
 * @param source the application's loader and writer
 * @param copying how keys and values are kept apart from the application's objects
 * @param listening who hears of changes
 * @param counts what is counted
 */
record Ways<K, V>(
        Tier<K, V> tier,
        Ending ending,
        Source<K, V> source,
        Copying copying,
        Listening<K, V> listening,
        Counts counts) {}
