package dev.tarn.violations.unmarked;

/** Sits in a package that does not say {@code @NullMarked}. */
public interface Unmarked {}
