package io.github.ncl4j.train;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Listens to what a run warns of. */
final class RunWarnings implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.ncl4j");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    RunWarnings() {
        appender.start();
        logger.addAppender(appender);
    }

    /** The warnings so far. */
    List<String> heard() {
        return appender.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
