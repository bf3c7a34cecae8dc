package io.github.ncl4j.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The mask of ignored signals as Linux prints it: signal n is bit n - 1. */
class IgnoredSignalsTest {

    @Test
    void theSecondBitIsInterrupt() {
        assertThat(interrupt("0000000000000002")).isTrue();
        assertThat(interrupt("0000000000001007")).as("nohup ignores SIGHUP too").isTrue();
        assertThat(interrupt("fffffffffffffffd")).isFalse();
        assertThat(interrupt("0000000000001001")).isFalse();
        assertThat(interrupt("damaged")).isFalse();
        assertThat(IgnoredSignals.interrupt(List.of("Name:\tjava"))).isFalse();
    }

    private static boolean interrupt(String mask) {
        return IgnoredSignals.interrupt(List.of("SigBlk:\tffffffffffffffff", "SigIgn:\t" + mask));
    }
}
