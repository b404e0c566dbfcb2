package dev.tarn.testing.server;

/** Says that the server that is there has no login: it was built without SASL, or has no mechanism for it. */
public final class LoginUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    LoginUnavailableException(String message) {
        super(message);
    }
}
