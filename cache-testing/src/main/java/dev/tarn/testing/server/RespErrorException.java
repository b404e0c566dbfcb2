package dev.tarn.testing.server;

/** Carries the error with which a Redis server has answered a command; the message is the server's text. */
public final class RespErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RespErrorException(String message) {
        super(message);
    }
}
