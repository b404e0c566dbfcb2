package dev.tarn;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Changes what a cache does while it runs, on this node alone and until the node ends: for operators and for what they steer it with. Thread-safe;
 * nothing here does I/O.
 */
public interface CacheControls {
    /** Returns the names of the cache's tiers, from the nearest to the farthest: some of {@code heap}, {@code offheap} and {@code remote}. */
    List<String> tiers();

    /**
     * Tells whether a tier is used.
     *
     * @param tier its name
     * @return true unless the tier was switched off here; {@code Tarn.useRemote} and the breaker are other matters
     * @throws IllegalArgumentException if the cache has no such tier
     */
    boolean isUsed(String tier);

    /**
     * Takes a tier out of use, or into use again: a kill switch for the time that it does more harm than good. Reads and fills that are under way
     * end as they began. Does nothing if it is so already.
     *
     * <p>A <b>local tier</b> that is out of use holds nothing: what it held is dropped, reads and fills pass it by. When it is used again it
     * begins empty; changes go on reaching it in between, so nothing old can come back. What only a local tier had, as in a cache without a
     * remote one, is lost with it. Where a cache is in this process alone, its farthest tier decides conditional changes ({@link Cache#asMap});
     * while that one is switched, those that run are not atomic with each other. If it is used again, it takes over what nearer tiers hold.
     *
     * <p>A <b>remote tier</b> that is out of use is neither read nor filled by this cache on this node; {@link Cache#lookup} and conditional
     * changes are answered as in an outage. Changes still go to it, for other nodes may use it, and so it is up to date when it is used again.
     *
     * @param tier its name
     * @param used whether it is used
     * @throws IllegalArgumentException if the cache has no such tier
     */
    void use(String tier, boolean used);

    /**
     * Returns how much a tier may hold.
     *
     * @param tier its name
     * @return entries, weight or bytes, as the tier was described; empty for a remote tier, whose server decides
     * @throws IllegalArgumentException if the cache has no such tier
     */
    OptionalLong maximum(String tier);

    /**
     * Changes how much a tier may hold. If it holds more, the entries that are least likely to be asked for again leave it before the call returns; that
     * may take a while for a large tier.
     *
     * @param tier its name
     * @param maximum entries, weight or bytes, as the tier was described
     * @throws IllegalArgumentException if the cache has no such tier, or its description would not permit the figure
     * @throws UnsupportedOperationException if the tier cannot do that while it runs, as off-heap and remote ones; the message tells why
     */
    void resize(String tier, long maximum);

    /** Returns how long entries live that are written or loaded now. */
    Ages ages();

    /**
     * Changes how long entries live that this node writes or loads from now on; those that are there keep their lives. The moment at which a read
     * starts a refresh is also that of entries which come from a farther tier from now on.
     *
     * @param change is given the present ages and returns the new ones; must not call this cache
     * @return the new ages
     * @throws IllegalArgumentException if {@code build()} would refuse them, beside the other settings of the cache: nothing is changed
     */
    Ages changeAges(UnaryOperator<Ages> change);
}
