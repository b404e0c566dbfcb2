package dev.tarn.tiered;

import dev.tarn.spi.LeaseToken;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names this node's attempts to load: a random number for the node, a count for the attempt. */
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final long node = RANDOM.nextLong();
    private final AtomicLong attempts = new AtomicLong();

    LeaseToken next() {
        return new LeaseToken(node, attempts.incrementAndGet());
    }
}
