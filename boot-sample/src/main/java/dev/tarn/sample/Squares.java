package dev.tarn.sample;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** Squares numbers, and counts how often it has to. */
@Service
public class Squares {
    private final AtomicInteger computed = new AtomicInteger();

    /** A square. */
    public record Square(long of, long value) {}

    /** Squares a number. */
    @Cacheable("squares")
    public Square square(long number) {
        computed.incrementAndGet();
        return new Square(number, number * number);
    }

    /** Returns how often a number was squared in this process. */
    public int computed() {
        return computed.get();
    }
}
