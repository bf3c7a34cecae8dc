package io.github.ncl4j.app.train;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/**
 * The standard input of a process that {@code launch} has started: a pipe into which nothing is ever written, and which ends when
 * {@code launch} does, however that was.
 */
public final class LaunchPipe {

    /** The system property that says so. */
    public static final String PROPERTY = "ncl4j.launched";

    private static final Logger LOG = LoggerFactory.getLogger(LaunchPipe.class);

    private LaunchPipe() {}

    /** Lets this process end as after SIGTERM, with its state saved, when the pipe ends. */
    public static void watch(InputStream pipe) {
        Thread thread = new Thread(
                () -> {
                    awaitEnd(pipe);
                    LOG.error("launch is gone, it was killed or has failed; this process ends too");
                    System.exit(ExitCode.SOFTWARE);
                },
                "launch-pipe");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitEnd(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // Nobody writes there; what comes means nothing.
            }
        } catch (IOException e) {
            LOG.debug("the pipe broke", e);
        }
    }
}
