package dev.tarn.testing.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/** Speaks RESP2 with one Redis server: a command, its reply, the next one. Not safe for use by several threads. */
final class RespConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RespConnection open(SocketFactory sockets, String address, int port, Duration timeout) throws IOException {
        Socket socket = sockets.createSocket();
        try {
            int timeoutMs = Math.toIntExact(timeout.toMillis());
            socket.connect(new InetSocketAddress(address, port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            return new RespConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @throws RespErrorException if the server answers with an error
     */
    RespReply call(byte[]... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.write(ascii("$" + word.length + "\r\n"));
            out.write(word);
            out.write(ascii("\r\n"));
        }
        socket.getOutputStream().write(out.toByteArray());
        return read();
    }

    private RespReply read() throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> RespReply.ofBytes(rest.getBytes(StandardCharsets.UTF_8));
            case '-' -> throw new RespErrorException(rest);
            case ':' -> RespReply.ofNumber(Long.parseLong(rest));
            case '$' -> readText(Integer.parseInt(rest));
            case '*' -> readItems(Integer.parseInt(rest));
            default -> throw new IOException("not RESP2: " + line);
        };
    }

    private RespReply readText(int length) throws IOException {
        if (length < 0) {
            return RespReply.nil();
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("the server closed the connection within a reply");
        }
        return RespReply.ofBytes(text);
    }

    private RespReply readItems(int count) throws IOException {
        if (count < 0) {
            return RespReply.nil();
        }
        List<RespReply> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(read());
        }
        return RespReply.ofItems(items);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        if (line.size() == 0) {
            throw new IOException("not RESP2: an empty line");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
