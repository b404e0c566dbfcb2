package dev.tarn.demo.screen;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to standard output: notes that stay, and one table that is redrawn in place below them where there is a terminal. Thread-safe.
 */
public final class Screen {
    private static final Screen CONSOLE =
            new Screen(new PrintStream(System.out, true, StandardCharsets.UTF_8), hasTerminal());

    private final PrintStream out;
    private final boolean terminal;
    private final ReentrantLock lock = new ReentrantLock();
    private List<String> table = List.of();

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Returns the screen of this process. */
    public static Screen console() {
        return CONSOLE;
    }

    /**
     * Writes lines that stay.
     *
     * @param lines the lines
     */
    public void note(String... lines) {
        draw(() -> List.of(lines).forEach(out::println), table);
    }

    /**
     * Shows a frame: as a table instead of the last one, or without a terminal as a line.
     *
     * @param frame what is shown
     */
    public void show(Frame frame) {
        if (terminal) {
            draw(() -> {}, Report.table(frame));
        } else {
            note(Report.line(frame));
        }
    }

    /**
     * Takes the table away and writes everything since the beginning.
     *
     * @param frame what is shown
     */
    public void summarise(Frame frame) {
        draw(() -> Report.summary(frame).forEach(out::println), List.of());
    }

    private void draw(Runnable above, List<String> below) {
        lock.lock();
        try {
            if (!table.isEmpty()) {
                // Back to the table's first line, and wipe from there.
                out.print("\033[" + table.size() + "A\r\033[J");
            }
            above.run();
            below.forEach(out::println);
            table = below;
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // the console is asked by itself where it cannot be null
    private static boolean hasTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // From Java 22 on there is a console even where there is no terminal, and this method to ask it.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
