package io.github.ncl4j.run;

import io.github.ncl4j.dataset.TfRecord;
import io.github.ncl4j.dataset.TfRecordReader;
import io.github.ncl4j.file.LineFile;
import io.github.ncl4j.image.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes scalars for TensorBoard: a file of {@link TfRecord}s, each a {@link TensorBoardEvent}, the first of which names the
 * version. TensorBoard shows all the event files of a folder as one run, so a run that is resumed begins a new file.
 *
 * <p>Not thread-safe.
 */
public final class EventFileWriter implements AutoCloseable {

    private final OutputStream out;

    /**
     * Begins a new file {@code events.out.tfevents.<seconds>.<host>.<process>.<number>}.
     *
     * @param folder exists
     * @throws UncheckedIOException if the file cannot be written
     */
    public EventFileWriter(Path folder) {
        try {
            out = new BufferedOutputStream(
                    Files.newOutputStream(unused(folder), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": no event file can be written: " + e.getMessage(), e);
        }
        write(TensorBoardEvent.version(now(), "brain.Event:2"));
        flush();
    }

    private static Path unused(Path folder) {
        String start = "events.out.tfevents." + System.currentTimeMillis() / 1000 + "." + RunLock.host() + "."
                + ProcessHandle.current().pid() + ".";
        int number = 0;
        while (Files.exists(folder.resolve(start + number))) {
            number++;
        }
        return folder.resolve(start + number);
    }

    /**
     * Adds one point to a curve, at the present time.
     *
     * @param tag the curve's name; TensorBoard groups by what is before the first slash
     * @param step the point's place on the axis, not below that of the point before
     * @param value rounded to float32
     * @throws UncheckedIOException if the disk refuses
     */
    public void scalar(String tag, long step, double value) {
        write(TensorBoardEvent.scalar(now(), step, tag, (float) value));
    }

    /** Seconds since 1970. */
    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    private void write(byte[] event) {
        try {
            TfRecord.write(out, event);
        } catch (IOException e) {
            throw new UncheckedIOException("the event file cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Hands everything to the operating system, so that TensorBoard sees it.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the event file cannot be written: " + e.getMessage(), e);
        }
    }

    /** Flushes and closes the file. */
    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the event file cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Cuts an event file off before the first event past a step, or before the first record that is damaged or torn, so
     * that a run resumed at that step does not report anything twice.
     *
     * @param file an event file, not open for writing
     * @param step the last step to keep
     * @throws UncheckedIOException if the file cannot be read or changed
     */
    public static void truncateAfter(Path file, long step) {
        try {
            LineFile.cutOff(file, endOf(file, step));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be cut off after step " + step + ": " + e.getMessage(), e);
        }
    }

    /** The position after the last event that stays. */
    private static long endOf(Path file, long step) throws IOException {
        long end = 0;
        try (TfRecordReader reader = TfRecordReader.open(file)) {
            byte[] record = reader.next();
            while (record != null && TensorBoardEvent.step(record) <= step) {
                end = reader.position();
                record = reader.next();
            }
        } catch (DataException | IllegalArgumentException damaged) {
            // A crash tears the last record; what follows the last whole one goes.
            return end;
        }
        return end;
    }
}
