package dev.tarn.micrometer;

import dev.tarn.spi.CacheId;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers which caches are measured, without keeping them alive; takes out the meters of those that were dropped. Thread-safe. */
final class Claims {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final int most;
    private final Map<CacheId, Claim> claims = new HashMap<>();
    private boolean warned;

    Claims(int most) {
        this.most = most;
    }

    /** The place of one cache among those that are measured. */
    final class Claim {
        private final CacheId cache;
        private final List<Registration> registrations = new ArrayList<>();
        private @Nullable WeakReference<MeteredCache> holder;

        private Claim(CacheId cache, Registration registration) {
            this.cache = cache;
            registrations.add(registration);
        }

        /** Says who holds the place, and what else is registered for it. */
        void heldBy(MeteredCache metered, Registration further) {
            synchronized (Claims.this) {
                holder = new WeakReference<>(metered);
                registrations.add(further);
            }
        }

        /** Gives the place up. */
        void release() {
            synchronized (Claims.this) {
                claims.remove(cache, this);
            }
        }

        private boolean isDropped() {
            return holder != null && holder.get() == null;
        }

        private void end() {
            registrations.forEach(Registration::end);
        }
    }

    /** Returns a place for a cache, or null, with a warning, if there is none or a living one has it. */
    synchronized @Nullable Claim claim(CacheId cache, Registration registration) {
        forgetDropped();
        if (claims.containsKey(cache)) {
            LOG.log(Level.WARNING, "cache {0} is not measured: another cache of that name is", cache);
            return null;
        }
        if (claims.size() >= most) {
            if (!warned) {
                warned = true;
                LOG.log(Level.WARNING, "cache {0} and further ones are not measured: {1} are", cache, most);
            }
            return null;
        }
        Claim claim = new Claim(cache, registration);
        claims.put(cache, claim);
        return claim;
    }

    private void forgetDropped() {
        claims.values().removeIf(claim -> {
            if (claim.isDropped()) {
                claim.end();
                return true;
            }
            return false;
        });
    }
}
