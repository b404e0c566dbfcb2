package dev.tarn.demo;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts the demo from the command line. */
public final class Demo {
    private static final int CANNOT_GO_ON = 1;
    private static final int BAD_OPTION = 2;

    private Demo() {}

    /**
     * Runs the demo and ends the process: with 0, with 1 where it cannot go on, with 2 for a bad option.
     *
     * @param args the options; {@code --help} lists them
     */
    public static void main(String... args) {
        System.exit(run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), args));
    }

    static int run(PrintWriter err, String... args) {
        return commandLine(new DemoCommand(), err).execute(args);
    }

    static CommandLine commandLine(DemoCommand command, PrintWriter err) {
        return new CommandLine(command)
                .registerConverter(Duration.class, Durations::parse)
                .setErr(err)
                .setParameterExceptionHandler((failure, args) -> badOption(failure, err))
                .setExecutionExceptionHandler((failure, commandLine, result) -> cannotGoOn(failure, err));
    }

    private static int badOption(ParameterException failure, PrintWriter err) {
        err.println("tarn: " + firstLine(failure) + "; --help lists the options");
        return BAD_OPTION;
    }

    private static int cannotGoOn(Exception failure, PrintWriter err) {
        if (failure instanceof DemoFailure) {
            err.println("tarn: " + firstLine(failure));
        } else {
            err.println("tarn: this should not have happened: " + failure);
            failure.printStackTrace(err);
        }
        return CANNOT_GO_ON;
    }

    private static String firstLine(Exception failure) {
        @Nullable String message = failure.getMessage();
        return message == null
                ? failure.toString()
                : message.lines().findFirst().orElse("");
    }
}
