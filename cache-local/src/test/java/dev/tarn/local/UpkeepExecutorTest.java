package dev.tarn.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpkeepExecutorTest {
    @Test
    void oneTask_givenToAForkJoinPoolAgainAndAgain_runsEachTime() throws Exception {
        Semaphore done = new Semaphore(0);
        AtomicInteger runs = new AtomicInteger();
        UpkeepExecutor executor = new UpkeepExecutor(ForkJoinPool.commonPool(), done::release);
        Runnable task = runs::incrementAndGet;

        for (int i = 0; i < 100; i++) {
            executor.execute(task);
            done.acquire();
        }

        assertThat(runs).hasValue(100);
    }

    @Test
    void oneTask_isWrappedOnce_andAnotherIsNotMistakenForIt() {
        List<Runnable> handedOver = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        UpkeepExecutor executor = new UpkeepExecutor(
                task -> {
                    handedOver.add(task);
                    task.run();
                },
                () -> ran.add("after"));
        Runnable one = () -> ran.add("one");
        Runnable other = () -> ran.add("other");

        executor.execute(one);
        executor.execute(one);
        executor.execute(other);

        assertThat(ran).containsExactly("one", "after", "one", "after", "other", "after");
        assertThat(handedOver.get(1)).isSameAs(handedOver.get(0)).isNotSameAs(handedOver.get(2));
    }
}
