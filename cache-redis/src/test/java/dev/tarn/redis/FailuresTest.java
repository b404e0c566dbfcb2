package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void bare_refusalWithinAScriptBeforeRedis7_isTheRefusal() {
        assertThat(Failures.bare("ERR Error running script (call to f_e9f426): @user_script:38: @user_script: 38:"
                        + " -READONLY You can't write against a read only replica."))
                .isEqualTo("READONLY You can't write against a read only replica.");
    }

    @Test
    void bare_otherErrors_areAsTheyWere() {
        for (String error : new String[] {
            "NOSCRIPT No matching script. Please use EVAL.",
            "READONLY You can't write against a read only replica.",
            "ERR Error running script (call to f_e9f426): @user_script:3: attempt to index nil",
            "ERR odd: -1"
        }) {
            assertThat(Failures.bare(error)).isEqualTo(error);
        }
    }
}
