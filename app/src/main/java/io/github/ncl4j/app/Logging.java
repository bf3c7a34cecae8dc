package io.github.ncl4j.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The one setting of {@code logback.xml} that a command line option changes. */
final class Logging {

    private static final String PROJECT = "io.github.ncl4j";

    private Logging() {}

    /** Whether everything that this project says is logged. */
    static void setDebug(boolean debug) {
        ((Logger) LoggerFactory.getLogger(PROJECT)).setLevel(debug ? Level.DEBUG : Level.INFO);
    }

    static boolean isDebug() {
        return LoggerFactory.getLogger(PROJECT).isDebugEnabled();
    }
}
