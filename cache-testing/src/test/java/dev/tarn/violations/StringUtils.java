package dev.tarn.violations;

/** Has a name that says nothing. */
public final class StringUtils {
    private StringUtils() {}

    /** Has another. */
    public static final class NestedManager {}
}
