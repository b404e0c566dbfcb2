package dev.tarn.demo.catalogue;

/** Signals that the database could not carry out a read or a change. */
public final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
