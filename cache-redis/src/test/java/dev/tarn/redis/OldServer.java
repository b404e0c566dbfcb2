package dev.tarn.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers INFO as a server of some version does, and everything else with an error. */
final class OldServer implements AutoCloseable {
    private final ServerSocket socket;
    private final String info;
    private final AtomicInteger connections = new AtomicInteger();

    OldServer(String version) throws IOException {
        this.info = "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n";
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inBackground(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "old-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                connections.incrementAndGet();
                inBackground(() -> serve(client));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int words = Integer.parseInt(line.substring(1));
                String command = "";
                for (int i = 0; i < words; i++) {
                    in.readLine();
                    String word = in.readLine();
                    command = i == 0 ? word : command;
                }
                out.write(answer(command).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            // the client has closed
        }
    }

    private String answer(String command) {
        return switch (command) {
            case "INFO" -> "$" + info.length() + "\r\n" + info + "\r\n";
            case "PING" -> "+PONG\r\n";
            default -> "-ERR unknown command\r\n";
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
