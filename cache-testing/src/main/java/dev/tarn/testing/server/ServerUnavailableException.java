package dev.tarn.testing.server;

/**
 * Says that a test cannot have the server it needs: it is not installed, or it does not start.
 *
 * <p>The message names the command that installs it, or holds the end of the server's log.
 */
public final class ServerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerUnavailableException(String message) {
        super(message);
    }

    ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
