package dev.tarn.redis;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Knows whether all connections for requests are up, and tells the channels when one is lost: before the next one is dialled, so before
 * anything can be sent to a server that may have lost the last changes.
 *
 * <p>All links have to lead to the same server. While a master is being replaced, Sentinel names the old one to this and the new one to
 * that; a log read at the one proves nothing of values read at the other. So the link that came up last has the others follow.
 *
 * <p>In a Cluster the client makes the next connection to a node by itself. Its losses are told as they are heard of, for all shards
 * alike, and so is a topology in which slots have other masters; shortly after, the channels count as connected again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class LinkWatch {
    private static final long SETTLE_MILLIS = 20;

    private final ScheduledExecutorService timer;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final Set<RedisChannel> channels = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean settling = new AtomicBoolean();

    LinkWatch(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Counts a link among those that have to be up. */
    void require(Link link) {
        links.add(link);
    }

    void add(RedisChannel channel) {
        channels.add(channel);
    }

    void remove(RedisChannel channel) {
        channels.remove(channel);
    }

    /** Tells whether all links are up, and none is known to lead elsewhere than another. */
    boolean allUp() {
        String server = links.stream()
                .map(Link::server)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
        return links.stream().allMatch(link -> link.isUp() && !Link.areDifferent(link.server(), server));
    }

    /** Hears that a link is lost; returns when all channels have been told. */
    void lost() {
        channels.forEach(RedisChannel::cut);
    }

    /** Tells nobody anything any more. */
    void close() {
        channels.clear();
    }

    /** Hears that a link is up, and to which server it leads: the others go there too, and those that are down try at once. */
    void up(String server) {
        links.forEach(Link::hurry); // first: those that leave make a pause, or Sentinels that disagree would have links
        // run to and fro
        links.forEach(link -> link.leaveUnlessAt(server));
        channels.forEach(RedisChannel::settle);
    }

    /** Hears that requests may reach other servers than before, although the links are up. */
    void shaken() {
        lost();
        if (!settling.compareAndSet(false, true)) {
            return;
        }
        try {
            timer.schedule(this::settled, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ignored) {
            // closed meanwhile
        }
    }

    private void settled() {
        settling.set(false);
        channels.forEach(RedisChannel::settle);
    }
}
