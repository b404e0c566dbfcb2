package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.RespReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Faults of one Redis server; in a Cluster of one master, unless all are named. */
final class ServerFaults {
    private static final int STORM = 300;
    /** Shorter than Sentinel waits before it takes a master for dead. */
    private static final int LONGEST_PAUSE_MILLIS = 700;

    private ServerFaults() {}

    static Shot kill(Scene scene) {
        RedisServer server = scene.stage().standalone();
        server.kill();
        return new Shot("", server::restart);
    }

    static Shot lose(Scene scene) {
        RedisServer server = any(scene);
        server.kill();
        if (!scene.stage().isCluster()) {
            return new Shot("", server::restartEmpty);
        }
        return new Shot(server.toString(), () -> {
            server.restart();
            scene.stage().cluster().awaitWhole();
        });
    }

    static Shot freeze(Scene scene) {
        RedisServer server = any(scene);
        server.pause();
        return new Shot(server.toString(), server::resume);
    }

    static Shot pause(Scene scene) {
        RedisServer server = any(scene);
        int millis = 50 + scene.random().nextInt(LONGEST_PAUSE_MILLIS - 50);
        server.command("CLIENT", "PAUSE", Integer.toString(millis), "ALL");
        // Even CLIENT UNPAUSE would wait for its end.
        return new Shot(millis + " ms, " + server, () -> server.command("PING"));
    }

    static Shot killNormal(Scene scene) {
        return everywhere(scene, "CLIENT", "KILL", "TYPE", "normal");
    }

    static Shot killPubSub(Scene scene) {
        return everywhere(scene, "CLIENT", "KILL", "TYPE", "pubsub");
    }

    static Shot flush(Scene scene) {
        return everywhere(scene, "FLUSHALL");
    }

    static Shot flushScripts(Scene scene) {
        return everywhere(scene, "SCRIPT", "FLUSH");
    }

    static Shot delete(Scene scene, String pattern) {
        int deleted = 0;
        for (RedisServer server : scene.stage().masters()) {
            for (RespReply key : server.command("KEYS", pattern).items()) {
                server.command(new byte[][] {"DEL".getBytes(StandardCharsets.US_ASCII), key.bytes()});
                deleted++;
            }
        }
        return Shot.over(deleted + " keys");
    }

    static Shot exhaust(Scene scene) {
        RedisServer server = any(scene);
        server.command("CONFIG", "SET", "maxmemory", "1");
        return new Shot(server.toString(), () -> server.command("CONFIG", "SET", "maxmemory", "0"));
    }

    static Shot storm(Scene scene) {
        RedisServer server = any(scene);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < STORM; i++) {
                Socket socket = new Socket(server.address(), server.port());
                sockets.add(socket);
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            closeAll(sockets);
            throw new UncheckedIOException("cannot connect to " + server, e);
        }
        return new Shot(STORM + " to " + server, () -> closeAll(sockets));
    }

    private static Shot everywhere(Scene scene, String... command) {
        List<RedisServer> masters = scene.stage().masters();
        masters.forEach(master -> master.command(command));
        return Shot.over("");
    }

    private static RedisServer any(Scene scene) {
        return scene.anyOf(scene.stage().masters());
    }

    private static void closeAll(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a connection", e);
            }
        }
    }
}
