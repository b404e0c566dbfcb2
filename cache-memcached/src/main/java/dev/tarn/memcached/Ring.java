package dev.tarn.memcached;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says which server a name belongs to: consistent hashing as libmemcached and Spymemcached do it (ketama), 160 places for each server, so
 * that a server more or less moves no more than its share of the names. A name's server never changes because one is away.
 *
 * <p>Knows the servers by their names alone, so that all processes agree, whatever addresses the names resolve to.
 */
final class Ring {
    private static final int DIGESTS = 40;
    private static final int PLACES_PER_DIGEST = 4;
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(Ring::md5);

    private final long[] places;
    private final int[] owners;
    private final int only;

    Ring(List<ServerAddress> servers) {
        TreeMap<Long, Integer> ring = new TreeMap<>();
        for (int server = 0; server < servers.size(); server++) {
            for (int i = 0; i < DIGESTS; i++) {
                byte[] digest = digest(servers.get(server).ringName() + "-" + i);
                for (int place = 0; place < PLACES_PER_DIGEST; place++) {
                    ring.put(point(digest, place), server);
                }
            }
        }
        this.places = new long[ring.size()];
        this.owners = new int[ring.size()];
        int at = 0;
        for (Map.Entry<Long, Integer> place : ring.entrySet()) {
            places[at] = place.getKey();
            owners[at++] = place.getValue();
        }
        this.only = servers.size() == 1 ? 0 : -1;
    }

    /** Returns the number of the server that a name belongs to. */
    int serverOf(String name) {
        if (only >= 0) {
            return only;
        }
        long point = point(digest(name), 0);
        int low = 0;
        int high = places.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places[middle] < point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return owners[low == places.length ? 0 : low];
    }

    private static long point(byte[] digest, int place) {
        int at = place * 4;
        return ((long) (digest[at + 3] & 0xFF) << 24)
                | ((digest[at + 2] & 0xFF) << 16)
                | ((digest[at + 1] & 0xFF) << 8)
                | (digest[at] & 0xFF);
    }

    private static byte[] digest(String text) {
        return MD5.get().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
