package dev.tarn.violations;

/** Prints a stack. */
public final class TracePrinter {
    public void print(Exception failure) {
        failure.printStackTrace();
    }
}
