package dev.tarn.jcache;

import java.lang.management.ManagementFactory;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Registers the management and statistics beans of a cache with the platform's server. */
final class Beans {
    private final String owner;
    private final String cache;

    /** Creates the registrations for a cache of a manager with this URI. */
    Beans(String owner, String cache) {
        this.owner = owner;
        this.cache = cache;
    }

    void showStatistics(Counts counts, boolean shown) {
        show("CacheStatistics", counts, shown);
    }

    void showConfiguration(CompleteConfiguration<?, ?> configuration, boolean shown) {
        show("CacheConfiguration", new Shown(configuration), shown);
    }

    private void show(String type, Object bean, boolean shown) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName(
                    "javax.cache:type=" + type + ",CacheManager=" + permitted(owner) + ",Cache=" + permitted(cache));
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            if (shown) {
                server.registerMBean(bean, name);
            }
        } catch (JMException e) {
            throw new CacheException("cannot show " + type + " of cache " + cache, e);
        }
    }

    private static String permitted(String text) {
        return text.replaceAll("[,:=\n*?\"]", ".");
    }

    /**
     * Shows a configuration.
     *
     * @param configuration what is shown
     */
    record Shown(CompleteConfiguration<?, ?> configuration) implements CacheMXBean {
        @Override
        public String getKeyType() {
            return configuration.getKeyType().getName();
        }

        @Override
        public String getValueType() {
            return configuration.getValueType().getName();
        }

        @Override
        public boolean isReadThrough() {
            return configuration.isReadThrough();
        }

        @Override
        public boolean isWriteThrough() {
            return configuration.isWriteThrough();
        }

        @Override
        public boolean isStoreByValue() {
            return configuration.isStoreByValue();
        }

        @Override
        public boolean isStatisticsEnabled() {
            return configuration.isStatisticsEnabled();
        }

        @Override
        public boolean isManagementEnabled() {
            return configuration.isManagementEnabled();
        }
    }
}
