package io.github.ncl4j.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Work on files that an interrupt of the thread must not break off. Java closes a file channel under a thread that is interrupted,
 * and a checkpoint that was being written would be lost; an interrupt of a training is a request to save it.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * Work that opens its own channels, and that may begin anew after it was broken off.
     *
     * @param <T> of the result
     */
    @FunctionalInterface
    public interface Work<T> {

        /** Does the work. */
        T run() throws IOException;
    }

    /**
     * Does the work, anew where an interrupt breaks it off. The thread is interrupted afterwards if it was before or was meanwhile.
     *
     * @throws IOException of the work
     */
    public static <T> T call(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
