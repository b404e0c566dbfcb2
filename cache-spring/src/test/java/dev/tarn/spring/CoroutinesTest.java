package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.tiered.Tarn;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Suspending functions and flows, written in Kotlin, through Spring's own support for them. */
class CoroutinesTest {
    private final Running running = new Running(Tarn.builder().build(), settings -> settings, KotlinShop.class);
    private final KotlinShop shop = running.bean(KotlinShop.class);
    private final BlockingShop blocking = new BlockingShop(shop);

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void suspending_calledTwice_isCalledOnce() {
        assertThat(blocking.find(1)).isEqualTo(new Priced(1, 100));
        assertThat(blocking.find(1)).isEqualTo(new Priced(1, 100));
        assertThat(blocking.find(2)).isEqualTo(new Priced(2, 200));
        assertThat(shop.calls()).isEqualTo(2);
        assertThat(running.cache("suspended").get(1L).get()).isEqualTo(new Priced(1, 100));
    }

    @Test
    void suspending_null_isCached() {
        assertThat(blocking.find(-1)).isNull();
        assertThat(blocking.find(-1)).isNull();
        assertThat(shop.calls()).isEqualTo(1);
    }

    @Test
    void suspending_sync_isCalledOnceAndFailsAsTheFunction() {
        assertThat(blocking.findOnce(1)).isEqualTo(new Priced(1, 100));
        assertThat(blocking.findOnce(1)).isEqualTo(new Priced(1, 100));
        assertThat(shop.calls()).isEqualTo(1);
        assertThatThrownBy(() -> blocking.findOnce(-1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no product -1");
    }

    @Test
    void suspending_evicts() {
        blocking.find(1);
        blocking.delete(1);
        blocking.find(1);
        assertThat(shop.calls()).isEqualTo(2);
    }

    @Test
    void suspending_evictsByTagWhenItHasReturned() {
        blocking.find(1);
        assertThatThrownBy(() -> blocking.reprice(100, true)).hasMessage("not repriced");
        blocking.find(1);
        assertThat(shop.calls()).isEqualTo(1);
        blocking.reprice(100, false);
        blocking.find(1);
        assertThat(shop.calls()).isEqualTo(2);
    }

    @Test
    void flow_collectedTwice_isCollectedOnce() {
        assertThat(blocking.findAll(5)).containsExactly(new Priced(1, 5), new Priced(2, 5));
        assertThat(blocking.findAll(5)).containsExactly(new Priced(1, 5), new Priced(2, 5));
        assertThat(shop.calls()).isEqualTo(1);
    }

    @Test
    void signature_ofASuspendingFunction_hasTheTypeOfItsResult() {
        Method find = Arrays.stream(KotlinShop.class.getMethods())
                .filter(method -> method.getName().equals("find"))
                .findFirst()
                .orElseThrow();
        assertThat(SignatureTypes.ofResult(find, KotlinShop.class)).containsExactly(Priced.class);
        assertThat(SignatureTypes.ofParameters(find, KotlinShop.class)).isEmpty();
    }
}
