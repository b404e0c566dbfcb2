package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.RespReply;
import java.util.ArrayList;
import java.util.List;

/** Moves slots of a Cluster, as its operators do: first the keys, then the word. */
final class SlotFaults {
    private static final String BATCH = "100";

    private SlotFaults() {}

    static Shot move(Scene scene) {
        List<RedisServer> masters = new ArrayList<>(scene.stage().masters());
        RedisServer from = scene.anyOf(masters);
        masters.remove(from);
        RedisServer to = scene.anyOf(masters);
        RespReply key = from.command("RANDOMKEY");
        if (key.isNil()) {
            return Shot.over(from + " has no key");
        }
        String slot = from.command("CLUSTER", "KEYSLOT", key.text()).text();
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        moveKeys(from, to, slot);
        String owner = id(to);
        to.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
        from.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
        masters.forEach(master -> master.command("CLUSTER", "SETSLOT", slot, "NODE", owner));
        return Shot.over("slot " + slot + " from " + from + " to " + to);
    }

    private static void moveKeys(RedisServer from, RedisServer to, String slot) {
        while (true) {
            List<String> keys = from.command("CLUSTER", "GETKEYSINSLOT", slot, BATCH).items().stream()
                    .map(key -> key.text())
                    .toList();
            if (keys.isEmpty()) {
                return;
            }
            List<String> words = new ArrayList<>(
                    List.of("MIGRATE", to.address(), Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            words.addAll(keys);
            from.command(words.toArray(String[]::new));
        }
    }

    private static String id(RedisServer node) {
        return node.command("CLUSTER", "MYID").text();
    }
}
