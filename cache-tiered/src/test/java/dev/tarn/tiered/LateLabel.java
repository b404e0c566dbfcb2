package dev.tarn.tiered;

import java.lang.reflect.Field;

/** What a mutant takes for the label of a flight: how far this node has applied the log when the answer is there, not when it was asked for. */
final class LateLabel {
    private LateLabel() {}

    static long of(Flight<?, ?> flight, Object holder) {
        try {
            Field core = holder.getClass().getDeclaredField("core");
            core.setAccessible(true);
            return ((Core<?, ?>) core.get(holder)).log().appliedUpTo(flight.shard);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
