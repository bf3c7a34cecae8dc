package io.github.ncl4j.app.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import io.github.ncl4j.image.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** What changes of {@code logback.xml} while a command runs. */
public final class Logging {

    private static final String PROJECT = "io.github.ncl4j";

    private Logging() {}

    /** Whether everything that this project says is logged. */
    public static void setDebug(boolean debug) {
        ((Logger) LoggerFactory.getLogger(PROJECT)).setLevel(debug ? Level.DEBUG : Level.INFO);
    }

    public static boolean isDebug() {
        return LoggerFactory.getLogger(PROJECT).isDebugEnabled();
    }

    /** A second place where the log goes. */
    public interface Copy extends AutoCloseable {
        /** Ends the copy. */
        @Override
        void close();
    }

    /**
     * Sends the log to a file as well, after what the file holds.
     *
     * @param file made where it is missing, with its folder
     * @throws UserException if it cannot be written
     */
    public static Copy toFile(Path file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern("%d %-5level %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(file.toString());
        appender.start();
        // Logback notes what went wrong where nobody looks, and goes on without the file.
        if (!appender.isStarted()) {
            throw new UserException(file + ": the log cannot be written there");
        }
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return () -> {
            root.detachAppender(appender);
            appender.stop();
        };
    }
}
