package dev.tarn.memcached;

import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.BusContract;
import dev.tarn.testing.contract.Capability;
import dev.tarn.testing.contract.RemoteBusContract;
import dev.tarn.testing.contract.RemoteLeaseContract;
import dev.tarn.testing.contract.RemoteQuarantineContract;
import dev.tarn.testing.contract.RemoteStoreContract;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contracts, for any number of servers and both protocols. */
abstract class ContractSuite {
    /** Returns a builder of stores on the servers of the suite. */
    abstract MemcachedStoreBuilder builder();

    private MemcachedStore store() {
        return Nodes.connected(builder());
    }

    @Nested
    class Values extends RemoteStoreContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.TOUCH));
        }
    }

    @Nested
    class Leases extends RemoteLeaseContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class Announcements extends RemoteBusContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.NOTES, Capability.TOUCH));
        }
    }

    @Nested
    class Transactions extends RemoteQuarantineContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class Bus extends BusContract {
        private final List<MemcachedStore> stores = new ArrayList<>();

        @Override
        protected InvalidationBus connect() {
            MemcachedStore store = store();
            stores.add(store);
            return store.bus();
        }

        @AfterEach
        void closeStores() {
            stores.forEach(MemcachedStore::close);
        }
    }
}
