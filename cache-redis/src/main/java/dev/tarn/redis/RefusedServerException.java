package dev.tarn.redis;

/** Says that there is a server, but not one that can be used. Carries no stack trace. */
final class RefusedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    /**
     * Says why.
     *
     * @param lasting whether it is of no use to ask again soon
     */
    RefusedServerException(String why, boolean lasting) {
        super(why, null, false, false);
        this.lasting = lasting;
    }

    boolean isLasting() {
        return lasting;
    }

    /** Tells whether a failure to connect means that it is of no use to try again soon. */
    static boolean isLasting(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof RefusedServerException refused && refused.isLasting();
    }
}
