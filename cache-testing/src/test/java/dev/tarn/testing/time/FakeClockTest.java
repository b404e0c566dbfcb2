package dev.tarn.testing.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Scheduler.Scheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FakeClockTest {
    private final FakeClock clock = new FakeClock();
    private final List<String> ran = new ArrayList<>();

    @Test
    void time_untouched_standsStillAboveZero() {
        long nanos = clock.nanos();
        assertThat(nanos).isNotZero();
        assertThat(clock.millis()).isPositive();
        assertThat(clock.nanos()).isEqualTo(nanos);
    }

    @Test
    void advance_pastTheOverflow_isSeenByComparisonWithoutSubtraction() {
        long before = clock.nanos();
        clock.advance(Duration.ofSeconds(2));
        assertThat(clock.nanos() - before).isEqualTo(2_000_000_000L);
        assertThat(clock.nanos()).isLessThan(before);
        assertThat(clock.now().nanos()).isEqualTo(clock.nanos());
    }

    @Test
    void advance_tasks_runInDueOrderAtTheirTime() {
        long begin = clock.nanos();
        clock.schedule(() -> ran.add("c" + (clock.nanos() - begin)), 30);
        clock.schedule(() -> ran.add("a" + (clock.nanos() - begin)), 10);
        clock.schedule(() -> ran.add("b" + (clock.nanos() - begin)), 10);
        clock.schedule(() -> ran.add("never"), 31);
        clock.advance(Duration.ofNanos(30));
        assertThat(ran).containsExactly("a10", "b10", "c30");
        assertThat(clock.nanos() - begin).isEqualTo(30);
        assertThat(clock.scheduled()).isEqualTo(1);
    }

    @Test
    void advance_taskOfTask_runsIfItFallsDueOnTheWay() {
        clock.schedule(() -> clock.schedule(() -> ran.add("second"), 5), 10);
        clock.advance(Duration.ofNanos(14));
        assertThat(ran).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(ran).containsExactly("second");
    }

    @Test
    void schedule_withoutDelay_runsNotBeforeTimeIsMoved() {
        clock.schedule(() -> ran.add("now"), -5);
        assertThat(ran).isEmpty();
        clock.runDue();
        assertThat(ran).containsExactly("now");
    }

    @Test
    void cancel_waitingTask_neverRuns() {
        Scheduled task = clock.schedule(() -> ran.add("cancelled"), 10);
        clock.schedule(() -> ran.add("kept"), 10);
        task.cancel();
        task.cancel();
        clock.advance(Duration.ofSeconds(1));
        assertThat(ran).containsExactly("kept");
        assertThat(clock.scheduled()).isZero();
    }

    @Test
    void jump_wallClock_leavesDurationsAlone() {
        long nanos = clock.nanos();
        long millis = clock.millis();
        clock.schedule(() -> ran.add("task"), 1);
        clock.jump(Duration.ofHours(-1));
        assertThat(clock.millis()).isEqualTo(millis - 3_600_000);
        assertThat(clock.nanos()).isEqualTo(nanos);
        assertThat(ran).isEmpty();
    }

    @Test
    void close_scheduler_refusesAndDrops() {
        clock.schedule(() -> ran.add("dropped"), 1);
        clock.close();
        clock.advance(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
        assertThatThrownBy(() -> clock.schedule(() -> {}, 1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void advance_backwards_isRefused() {
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be negative");
    }

    @Test
    void step_executor_runsOneTaskAtATimeInOrder() {
        SteppingExecutor executor = new SteppingExecutor();
        executor.execute(() -> executor.execute(() -> ran.add("third")));
        executor.execute(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        executor.step();
        assertThat(ran).isEmpty();
        assertThat(executor.waiting()).isEqualTo(2);
        assertThat(executor.runAll()).isEqualTo(2);
        assertThat(ran).containsExactly("second", "third");
        assertThatThrownBy(executor::step).isInstanceOf(IllegalStateException.class);
    }
}
