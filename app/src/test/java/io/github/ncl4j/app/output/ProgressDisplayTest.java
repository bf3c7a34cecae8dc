package io.github.ncl4j.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProgressDisplayTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ProgressDisplay.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void withoutATerminalThereIsALineEveryTenSecondsAndOneAtTheEnd() {
        AtomicLong clock = new AtomicLong();
        try (ProgressDisplay progress = new ProgressDisplay.Lines("epoch 1", 400, clock::get)) {
            for (int second = 4; second <= 16; second += 4) {
                clock.set(TimeUnit.SECONDS.toNanos(second));
                progress.advance(100, "loss " + second);
            }
            clock.set(TimeUnit.SECONDS.toNanos(80));
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo(List.of(
                        "epoch 1: 300 of 400 images, loss 12, 25 images/s, 4 s left",
                        "epoch 1: 400 of 400 images, loss 16, 5 images/s, took 0:01:20"));
    }

    @Test
    void workThatTookNoTimeHasAFiniteSpeed() {
        new ProgressDisplay.Lines("nothing", 0, () -> 0).close();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("nothing: 0 of 0 images, 0 images/s, took 0 s");
    }
}
