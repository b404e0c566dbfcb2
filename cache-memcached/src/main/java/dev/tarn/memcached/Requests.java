package dev.tarn.memcached;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.spy.memcached.ops.DeleteOperation;
import net.spy.memcached.ops.GetsOperation;
import net.spy.memcached.ops.StatsOperation;
import net.spy.memcached.ops.StoreOperation;
import org.jspecify.annotations.Nullable;

/** Holds the requests of each kind: what Spymemcached calls back. */
final class Requests {
    private static final int READ_BYTES = 64;

    private Requests() {}

    /** Reads values by their names, in their order. */
    static final class Get extends Request<byte[] @Nullable []> {
        private final Server server;
        private final List<String> names;
        private final int largest;
        private final byte[] @Nullable [] found;

        Get(Server server, String operation, List<String> names, long deadline) {
            super(server, operation, READ_BYTES * names.size(), deadline);
            this.server = server;
            this.names = names;
            this.largest = server.itemLimit();
            this.found = new byte[names.size()][];
        }

        List<String> names() {
            return names;
        }

        /** Hears that a part of the answer has come: a long one may take longer than a silent server is waited for. */
        void heard() {
            server.heard();
        }

        /** Returns the length of a value, which the server has announced, unless no item is as long as that. */
        int checked(long length) throws IOException {
            if (length < 0 || length > largest) {
                throw new IOException("a value of " + length + " bytes");
            }
            return (int) length;
        }

        /** Takes the value of a name. */
        void found(int place, byte[] value) {
            found[place] = value;
        }

        @Override
        byte[] @Nullable [] result(boolean yes) {
            return found;
        }
    }

    /** Reads a value and its cas. */
    static final class Gets extends Request<@Nullable Item> implements GetsOperation.Callback {
        private @Nullable Item found;

        Gets(Server server, String operation, String name, long deadline) {
            super(server, operation, READ_BYTES + name.length(), deadline);
        }

        @Override
        public void gotData(String name, int flags, long cas, byte[] data) {
            found = new Item(cas, data);
        }

        @Override
        @Nullable
        Item result(boolean yes) {
            return found;
        }
    }

    /** Stores a value, under a condition or not. */
    static final class Store extends Request<Boolean> implements StoreOperation.Callback {
        Store(Server server, String operation, int bytes, long deadline) {
            super(server, operation, READ_BYTES + bytes, deadline);
        }

        @Override
        public void gotData(String name, long cas) {}

        @Override
        Boolean result(boolean yes) {
            return yes;
        }
    }

    /** Removes a value. */
    static final class Delete extends Request<Boolean> implements DeleteOperation.Callback {
        Delete(Server server, String operation, int bytes, long deadline) {
            super(server, operation, READ_BYTES + bytes, deadline);
        }

        @Override
        public void gotData(long cas) {}

        @Override
        Boolean result(boolean yes) {
            return yes;
        }
    }

    /** Asks what is answered by a status alone. */
    static final class Ask extends Request<Boolean> {
        Ask(Server server, String operation, long deadline) {
            super(server, operation, READ_BYTES, deadline);
        }

        @Override
        Boolean result(boolean yes) {
            return yes;
        }
    }

    /** Reads what a server tells of itself. */
    static final class Stats extends Request<Map<String, String>> implements StatsOperation.Callback {
        private final Map<String, String> told = new HashMap<>();

        Stats(Server server, String operation, long deadline) {
            super(server, operation, READ_BYTES, deadline);
        }

        @Override
        public void gotStat(String name, String value) {
            told.put(name, value);
        }

        @Override
        Map<String, String> result(boolean yes) {
            return told;
        }
    }
}
