package dev.tarn.jcache.annotation;

import java.util.List;

/**
 * Says which exceptions count, as the annotations' pairs of lists do.
 *
 * @param included those that count
 * @param excluded those that do not
 * @param otherwise whether any counts if both lists are empty
 */
record ExceptionRule(
        List<Class<? extends Throwable>> included, List<Class<? extends Throwable>> excluded, boolean otherwise) {
    ExceptionRule(Class<? extends Throwable>[] included, Class<? extends Throwable>[] excluded, boolean otherwise) {
        this(List.of(included), List.of(excluded), otherwise);
    }

    boolean counts(Throwable failure) {
        if (included.isEmpty() && excluded.isEmpty()) {
            return otherwise;
        }
        return (included.isEmpty() || isAny(included, failure)) && !isAny(excluded, failure);
    }

    private static boolean isAny(List<Class<? extends Throwable>> types, Throwable failure) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }
}
