package io.github.ncl4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** How much of its time a thread spends in Java rather than in native calls, as Java's flight recorder samples it. */
final class JavaShare {

    private static final String IN_JAVA = "jdk.ExecutionSample";
    private static final String IN_NATIVE = "jdk.NativeMethodSample";
    private static final Duration PERIOD = Duration.ofMillis(10);

    private JavaShare() {}

    /**
     * Runs work on this thread and samples it.
     *
     * @return the fraction of the samples that met the thread in Java; NaN if none met it
     */
    static double of(Runnable work) {
        try (Recording recording = new Recording()) {
            recording.enable(IN_JAVA).withPeriod(PERIOD);
            recording.enable(IN_NATIVE).withPeriod(PERIOD);
            recording.start();
            work.run();
            recording.stop();
            Path file = Files.createTempFile("ncl4j-bench", ".jfr");
            file.toFile().deleteOnExit(); // after a signal
            try {
                recording.dump(file);
                return share(file, Thread.currentThread().getId());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the recording of the flight recorder", e);
        }
    }

    private static double share(Path file, long thread) throws IOException {
        long inJava = 0;
        long all = 0;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String type = event.getEventType().getName();
                if (type.equals(IN_JAVA) || type.equals(IN_NATIVE)) {
                    RecordedThread sampled = event.getThread("sampledThread");
                    if (sampled != null && sampled.getJavaThreadId() == thread) {
                        all++;
                        inJava += type.equals(IN_JAVA) ? 1 : 0;
                    }
                }
            }
        }
        return (double) inJava / all;
    }
}
