package dev.tarn.demo.nodes;

/** Names what the process in charge and its nodes say to each other. */
public final class Commands {
    /** A node says by itself, with its address, that it serves. */
    public static final String READY = "ready";

    /** Asks for the warm-up; answered with what came of it. */
    public static final String WARM = "warm";

    /** Asks for the load to begin. */
    public static final String LOAD = "load";

    /** Asks for the load to end. */
    public static final String STOP = "stop";

    /** Asks for a sample. */
    public static final String SAMPLE = "sample";

    private static final String MARK = "@";

    private Commands() {}

    /**
     * Returns an answer as a line.
     *
     * @param command what is answered
     * @param text the answer
     */
    public static String answer(String command, String text) {
        return MARK + command + " " + text;
    }

    static boolean isAnswer(String line) {
        return line.startsWith(MARK);
    }

    static boolean answers(String line, String command) {
        return line.startsWith(answer(command, ""));
    }

    static String text(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }
}
