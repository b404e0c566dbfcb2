package dev.tarn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void task_causedByAWrite_runsOnTheThreadThatWrites() {
        List<Runnable> handedOver = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        UpkeepExecutor executor = new UpkeepExecutor(handedOver::add, () -> ran.add("after"));

        executor.writing(() -> {
            executor.writing(() -> executor.execute(() -> ran.add("inner")));
            executor.execute(() -> ran.add("outer"));
        });
        executor.execute(() -> ran.add("read"));

        assertThat(ran).containsExactly("inner", "outer");
        assertThat(handedOver).hasSize(1);
    }

    @Test
    void task_afterAWriteThatFailed_isHandedOverAgain() {
        List<Runnable> handedOver = new ArrayList<>();
        UpkeepExecutor executor = new UpkeepExecutor(handedOver::add, () -> {});

        assertThatThrownBy(() -> executor.writing(() -> {
                    throw new IllegalStateException("write");
                }))
                .isInstanceOf(IllegalStateException.class);
        executor.execute(() -> {});

        assertThat(handedOver).hasSize(1);
    }

    @Test
    void task_causedByWritesThatFollowEachOther_runsOnceWhenTheyAreOver() {
        List<Runnable> handedOver = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        UpkeepExecutor executor = new UpkeepExecutor(handedOver::add, () -> ran.add("after"));
        Runnable task = () -> ran.add("task");

        executor.together(() -> {
            executor.writing(() -> executor.execute(task));
            executor.together(() -> executor.writing(() -> executor.execute(task)));
            ran.add("writes");
        });
        executor.together(() -> ran.add("nothing"));

        assertThat(ran).containsExactly("writes", "task", "nothing");
        assertThat(handedOver).isEmpty();
    }

    @Test
    void task_causedByWritesOfWhichOneFailed_runsAllTheSame() {
        List<String> ran = new ArrayList<>();
        UpkeepExecutor executor = new UpkeepExecutor(Runnable::run, () -> {});

        assertThatThrownBy(() -> executor.together(() -> {
                    executor.writing(() -> executor.execute(() -> ran.add("task")));
                    throw new IllegalStateException("write");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(ran).containsExactly("task");
    }
}
