package dev.tarn.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;

/**
 * Refuses the notices of managed services for which Lettuce 7 asks every server, and whose refusal by a plain Redis it logs. Lettuce 6, which
 * Spring Boot 3.5 brings, knows of none.
 */
final class MaintenanceNotices {
    private static final boolean KNOWN = isKnown();

    private MaintenanceNotices() {}

    private static boolean isKnown() {
        try {
            Class.forName("io.lettuce.core.MaintNotificationsConfig", false, MaintenanceNotices.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static void refuse(ClientOptions.Builder builder) {
        if (KNOWN) {
            Refusal.say(builder);
        }
    }

    /** Is loaded only where the class of the setting is there. */
    private static final class Refusal {
        static void say(ClientOptions.Builder builder) {
            builder.maintNotificationsConfig(MaintNotificationsConfig.disabled());
        }
    }
}
