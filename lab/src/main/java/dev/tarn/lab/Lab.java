package dev.tarn.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;

/** Starts the lab from the command line. */
public final class Lab {
    private static final int CANNOT_GO_ON = 1;
    private static final int BAD_OPTION = 2;

    private Lab() {}

    /**
     * Runs the lab and ends the process: with 0, with 1 where it cannot go on, with 2 for a bad option.
     *
     * @param args the options; {@code --help} lists them
     */
    public static void main(String... args) {
        System.exit(run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new LabCommand())
                .registerConverter(Size.class, Size::parse)
                .registerConverter(Duration.class, Lives::parse)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((failure, given) -> {
                    err.println("tarn: " + failure.getMessage() + "; --help lists the options");
                    return BAD_OPTION;
                })
                .setExecutionExceptionHandler((failure, commandLine, result) -> cannotGoOn(failure, err))
                .execute(args);
    }

    private static int cannotGoOn(Exception failure, PrintWriter err) {
        if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            err.println("tarn: " + failure.getMessage());
        } else {
            err.println("tarn: this should not have happened: " + failure);
            failure.printStackTrace(err);
        }
        return CANNOT_GO_ON;
    }
}
