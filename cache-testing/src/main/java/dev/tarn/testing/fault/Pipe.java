package dev.tarn.testing.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Carries the bytes of one connection in one direction, under the rules of the direction's lane.
 *
 * <p>One thread reads, one writes, so that delay does not cost throughput. What lies between them is bounded: when it is
 * full the reader stops, and the sender feels it as TCP makes it.
 */
final class Pipe {
    private static final int PIECE_BYTES = 16 * 1024;
    private static final int PIECES = 64;

    private final Socket from;
    private final Socket to;
    private final Lane lane;
    private final Runnable whenEnded;
    private final Runnable whenBroken;
    private final BlockingQueue<Piece> underWay = new ArrayBlockingQueue<>(PIECES);
    private final Thread reader = new Thread(this::readAll, "tarn-proxy-read");
    private final Thread writer = new Thread(this::writeAll, "tarn-proxy-write");
    private boolean torn;

    Pipe(Socket from, Socket to, Lane lane, Runnable whenEnded, Runnable whenBroken) {
        this.from = from;
        this.to = to;
        this.lane = lane;
        this.whenEnded = whenEnded;
        this.whenBroken = whenBroken;
        reader.setDaemon(true);
        writer.setDaemon(true);
    }

    void start() {
        reader.start();
        writer.start();
    }

    void stop() {
        reader.interrupt();
        writer.interrupt();
    }

    private void readAll() {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[PIECE_BYTES];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (isLost()) {
                    lane.countLost(length);
                } else {
                    underWay.put(new Piece(Arrays.copyOf(buffer, length), lane.dueNanos(), false));
                }
            }
            if (!isLost()) {
                underWay.put(new Piece(new byte[0], lane.dueNanos(), true));
            }
        } catch (IOException e) {
            if (!isLost()) {
                whenBroken.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether what was just read is lost; once something is, all that follows is. Only the reader asks. */
    private boolean isLost() {
        torn |= lane.isLosing();
        return torn;
    }

    private void writeAll() {
        try {
            OutputStream out = to.getOutputStream();
            Piece piece = underWay.take();
            for (; !piece.last(); piece = underWay.take()) {
                write(piece, out);
            }
            lane.awaitTurn(piece.dueNanos(), 0);
            to.shutdownOutput();
            whenEnded.run();
        } catch (IOException e) {
            whenBroken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Piece piece, OutputStream out) throws IOException, InterruptedException {
        byte[] bytes = piece.bytes();
        int at = 0;
        while (at < bytes.length) {
            int length = lane.awaitTurn(piece.dueNanos(), bytes.length - at);
            // Counted first, so that nobody has received bytes that are not counted yet.
            lane.countForwarded(length);
            out.write(bytes, at, length);
            at += length;
        }
    }

    /** What was read at once, when it is due at the other end, and whether it stands for the end of the stream. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    private record Piece(byte[] bytes, long dueNanos, boolean last) {}
}
