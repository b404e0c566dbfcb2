package dev.tarn.violations;

/** Prints. */
public final class Printer {
    public void print() {
        System.out.println("wrong door");
    }
}
