package io.github.ncl4j.app.input;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** The images that a command line names after the model, and their way through it, one by one. */
public final class ImageArguments {

    private static final Logger LOG = LoggerFactory.getLogger(ImageArguments.class);

    /** What the help of a command says of them. */
    public static final String DESCRIPTION =
            "image files, folders of them, or quoted patterns such as 'photos/*.jpg'; - for standard input: an image, or names"
                    + " of files, one on each line";

    private final List<String> images;
    private final ImageDecoder decoder;
    private int done;
    private int failures;

    /**
     * Of a command line.
     *
     * @param images as given there
     * @param turned whether photos are turned as their EXIF metadata say
     */
    public ImageArguments(List<String> images, boolean turned) {
        this.images = images;
        decoder = new ImageDecoder(ImageDecoder.Settings.DEFAULT.withOrientation(turned));
    }

    /** Where images go. */
    public interface Sink {

        /**
         * Takes an image.
         *
         * @throws DataException if nothing can be made of it; it then counts as one that could not be read
         */
        void add(String name, RgbImage image) throws IOException;

        /** Is told of one that could not be read, which has been logged already. */
        void addFailure(String name, String message) throws IOException;
    }

    /**
     * Reads every image. Those that cannot be read are reported and passed over; the log tells at the end how many images a
     * second it were.
     *
     * @return the exit code, which tells of failures
     */
    public int read(Sink sink) throws IOException {
        long start = System.nanoTime();
        for (String image : images) {
            if (image.equals("-")) {
                read(new StandardInput(System.in), sink);
            } else {
                readFiles(image, sink);
            }
        }
        report((System.nanoTime() - start) / 1e9);
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void read(StandardInput input, Sink sink) throws IOException {
        if (input.isImage()) {
            byte[] bytes = input.image();
            read(StandardInput.NAME, () -> decoder.decode(bytes, StandardInput.NAME), sink);
            return;
        }
        for (Iterator<String> names = input.names().iterator(); names.hasNext(); ) {
            readFiles(names.next(), sink);
        }
    }

    private void readFiles(String name, Sink sink) throws IOException {
        List<Path> files;
        try {
            files = PhotoFiles.of(name);
        } catch (DataException e) {
            fail(name, String.valueOf(e.getMessage()), sink);
            return;
        }
        if (files.isEmpty()) {
            fail(name, PhotoFiles.none(name), sink);
        }
        for (Path file : files) {
            read(file.toString(), () -> decoder.decode(file), sink);
        }
    }

    private void read(String name, Supplier<RgbImage> image, Sink sink) throws IOException {
        try {
            sink.add(name, image.get());
            done++;
        } catch (DataException e) {
            String message = String.valueOf(e.getMessage());
            // An error after decoding does not name the file.
            fail(name, message.startsWith(name) ? message : name + ": " + message, sink);
        }
    }

    private void fail(String name, String message, Sink sink) throws IOException {
        failures++;
        LOG.error("{}", message);
        sink.addFailure(name, message);
    }

    private void report(double seconds) {
        LOG.info(
                "{} images in {} s, {} images/s{}",
                done,
                String.format(Locale.ROOT, "%.2f", seconds),
                String.format(Locale.ROOT, "%.1f", done / seconds),
                failures == 0 ? "" : "; " + failures + " could not be read");
    }
}
