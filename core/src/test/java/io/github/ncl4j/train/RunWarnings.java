package io.github.ncl4j.train;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.ncl4j.run.RunDirectory;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Listens to what a run warns of. */
final class RunWarnings implements AutoCloseable {

    private final List<Logger> loggers = Stream.of(Trainer.class, RunDirectory.class)
            .map(type -> (Logger) LoggerFactory.getLogger(type.getPackageName()))
            .toList();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    RunWarnings() {
        appender.start();
        loggers.forEach(logger -> logger.addAppender(appender));
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
        loggers.forEach(logger -> logger.detachAppender(appender));
    }
}
