package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InvalidationLogTest {
    @Test
    void append_chainsThePositions() {
        InvalidationLog log = Steps.log(100, 1);
        Position beginning = log.head();

        Invalidation first = Steps.append(log, "a");
        Invalidation second = Steps.append(log, "b");

        assertThat(first.previous()).isEqualTo(beginning);
        assertThat(second.previous()).isEqualTo(first.current());
        assertThat(log.head()).isEqualTo(second.current());
        assertThat(second.current().era()).isEqualTo(beginning.era());
        assertThat(second.current().shard()).isEqualTo(3);
    }

    @Test
    void stamp_isTheClockInMicroseconds_butAlwaysGrows() {
        AtomicLong millis = new AtomicLong(5_000);
        Clock clock = new Clock() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public long millis() {
                return millis.get();
            }
        };
        InvalidationLog log = new InvalidationLog(0, 10, clock, Steps.random(1));

        assertThat(log.head().stamp()).isEqualTo(5_000_000);
        assertThat(Steps.append(log, "a").current().stamp()).isEqualTo(5_000_001);
        millis.set(1);
        assertThat(Steps.append(log, "b").current().stamp()).isEqualTo(5_000_002);
        millis.set(6_000);
        assertThat(Steps.append(log, "c").current().stamp()).isEqualTo(6_000_000);
    }

    @Test
    void poll_fromTheHead_tellsNothing() {
        InvalidationLog log = Steps.log(100, 1);
        Steps.append(log, "a");

        assertThat(log.poll(log.head(), 10)).isEqualTo(new Polled.Entries(List.of(), log.head()));
    }

    @Test
    void poll_tellsWhatCameAfter_upToTheLimit() {
        InvalidationLog log = Steps.log(100, 1);
        Position from = log.head();
        Invalidation first = Steps.append(log, "a");
        Invalidation second = Steps.append(log, "b");
        Invalidation third = Steps.append(log, "c");

        assertThat(log.poll(from, 10)).isEqualTo(new Polled.Entries(List.of(first, second, third), log.head()));
        assertThat(log.poll(from, 2)).isEqualTo(new Polled.Entries(List.of(first, second), log.head()));
        assertThat(log.poll(first.current(), 10)).isEqualTo(new Polled.Entries(List.of(second, third), log.head()));
    }

    @Test
    void poll_fromWhatIsNotInTheLog_isAReset() {
        InvalidationLog log = Steps.log(100, 1);
        Position there = Steps.append(log, "a").current();

        assertThat(log.poll(Position.unknown(3), 10)).isEqualTo(new Polled.Reset(log.head(), false));
        assertThat(log.poll(new Position(3, there.era(), there.stamp(), there.nonce() + 1), 10))
                .as("the same stamp in another history")
                .isInstanceOf(Polled.Reset.class);
        assertThat(log.poll(new Position(3, there.era() + 1, there.stamp(), there.nonce()), 10))
                .as("another era")
                .isInstanceOf(Polled.Reset.class);
        assertThat(log.poll(new Position(3, there.era(), there.stamp() + 9, 0), 10))
                .as("ahead of the head")
                .isInstanceOf(Polled.Reset.class);
    }

    @Test
    void log_aboveItsCapacity_isTrimmedFromTheOldest() {
        InvalidationLog log = Steps.log(2, 1);
        Position first = Steps.append(log, "a").current();
        Position second = Steps.append(log, "b").current();
        Invalidation third = Steps.append(log, "c");

        assertThat(log.poll(first, 10)).isEqualTo(new Polled.Reset(log.head(), false));
        assertThat(log.poll(second, 10)).isEqualTo(new Polled.Entries(List.of(third), log.head()));
    }

    @Test
    void begin_startsAnotherEra_inWhichNothingOfBeforeIsKnown() {
        InvalidationLog log = Steps.log(100, 1);
        Position before = Steps.append(log, "a").current();

        Invalidation genesis = log.begin();

        assertThat(genesis.operation()).isEqualTo(Operation.GENESIS);
        assertThat(genesis.previous()).isEqualTo(Position.unknown(3));
        assertThat(log.head().era()).isNotEqualTo(before.era());
        assertThat(log.head().stamp()).isGreaterThan(before.stamp());
        assertThat(log.poll(before, 10)).isEqualTo(new Polled.Reset(log.head(), false));
    }

    @Test
    void figures_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Steps.log(0, 1))
                .withMessage("log capacity is 0, it must be 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InvalidationLog(-1, 1, Steps.clockAt(0), Steps.random(1)))
                .withMessage("shard is -1, it must be 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Steps.log(1, 1).poll(Position.unknown(3), 0))
                .withMessage("limit is 0, it must be 1 or more");
    }
}
