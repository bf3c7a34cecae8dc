package io.github.ncl4j.app.output;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a long piece of work has come, on standard error: a bar on a terminal, elsewhere a line now and then. */
public interface ProgressDisplay extends AutoCloseable {

    /**
     * Reports images as done.
     *
     * @param images how many more
     * @param note what else is worth saying now, for example the loss; may be empty
     */
    void advance(int images, String note);

    /** Ends the display; the last state stays visible. */
    @Override
    void close();

    /**
     * Starts to show a piece of work.
     *
     * @param task what is done
     * @param images how many there are to do
     */
    static ProgressDisplay of(String task, long images) {
        // The launcher asks the shell, because Java 17 cannot tell whether standard error alone is a terminal.
        return Boolean.getBoolean("ncl4j.terminal") ? new Bar(task, images) : new Lines(task, images, System::nanoTime);
    }

    /** For a terminal. */
    final class Bar implements ProgressDisplay {

        private final ProgressBar bar;

        Bar(String task, long images) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(images)
                    .setUnit(" images", 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
        }

        @Override
        public void advance(int images, String note) {
            bar.setExtraMessage(note);
            bar.stepBy(images);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** For files and pipes: a line at most every ten seconds, and one at the end. */
    final class Lines implements ProgressDisplay {

        private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
        private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

        private final String task;
        private final long total;
        private final LongSupplier clock;
        private final long start;
        private long lastLine;
        private long done;
        private String lastNote = "";

        /**
         * Starts the clock.
         *
         * @param clock nanoseconds since any fixed moment
         */
        Lines(String task, long total, LongSupplier clock) {
            this.task = task;
            this.total = total;
            this.clock = clock;
            start = clock.getAsLong();
            lastLine = start;
        }

        @Override
        public void advance(int images, String note) {
            done += images;
            lastNote = note;
            long now = clock.getAsLong();
            if (now - lastLine >= INTERVAL && done < total) {
                lastLine = now;
                double left = seconds(now) / done * (total - done);
                LOG.info("{}, {} left", state(now), duration(left));
            }
        }

        @Override
        public void close() {
            long now = clock.getAsLong();
            LOG.info("{}, took {}", state(now), duration(seconds(now)));
        }

        private String state(long now) {
            String note = lastNote.isEmpty() ? "" : ", " + lastNote;
            double speed = done / Math.max(seconds(now), 1e-9);
            return String.format(Locale.ROOT, "%s: %d of %d images%s, %.0f images/s", task, done, total, note, speed);
        }

        private double seconds(long now) {
            return (now - start) / 1e9;
        }

        private static String duration(double seconds) {
            long whole = Math.round(seconds);
            return whole < 60
                    ? whole + " s"
                    : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
        }
    }
}
