package io.github.ncl4j.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.ncl4j.file.JsonFile;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code hard-categories.json}: how often each class was among the hard categories of images of other classes, from the beginning of
 * a run to the end of its last whole epoch. Written anew with each, and as large after a thousand.
 *
 * @param formatVersion {@value #FORMAT}
 * @param epoch the last one that is in the counts, 1-based
 * @param classNames by class number
 * @param classCounts training images of each class
 * @param choices in all: one for each training image as often as it was seen, every view counting, or one for each of these and
 *     expert where each expert chooses for itself
 * @param chosen how many of the choices had the class beside the image's own, by class number
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table, which nobody compares as a whole
@JsonNaming(SnakeCaseStrategy.class)
public record HardCategoriesFile(
        int formatVersion, int epoch, List<String> classNames, List<Integer> classCounts, long choices, long[] chosen) {

    /** The version of the file's layout. */
    public static final int FORMAT = 1;

    private static final long MAX_BYTES = 1L << 26;
    private static final Logger LOG = LoggerFactory.getLogger(HardCategoriesFile.class);

    /**
     * Copies the lists; the array is shared.
     *
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public HardCategoriesFile {
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
        if (formatVersion != FORMAT) {
            throw new IllegalArgumentException("format_version is " + formatVersion + ", not " + FORMAT);
        }
        if (classNames.size() != classCounts.size() || classNames.size() != chosen.length) {
            throw new IllegalArgumentException(classNames.size() + " class names, " + classCounts.size()
                    + " class counts and " + chosen.length + " numbers do not go together");
        }
        for (long count : chosen) {
            if (count < 0 || count > choices) {
                throw new IllegalArgumentException(
                        "chosen holds " + count + ", which is not in [0, " + choices + "], the choices");
            }
        }
    }

    static HardCategoriesFile of(int epoch, ModelDescription description, HardCategoryCounts counts) {
        return new HardCategoriesFile(
                FORMAT, epoch, description.classNames(), description.classCounts(), counts.choices(), counts.counts());
    }

    /** Makes the file of a run that goes back agree with its progress; within an epoch there are no counts of the last whole one. */
    static void cutBack(Path file, ModelDescription description, Progress progress) {
        HardCategoryCounts counts = progress.hardCategories();
        try {
            if (!Files.exists(file) || read(file).epoch() < progress.epoch()) {
                return;
            }
        } catch (DataException e) {
            LOG.warn("{}; it is written anew after the next epoch", e.getMessage());
        }
        if (counts != null && progress.step() == 0 && progress.epoch() > 1) {
            of(progress.epoch() - 1, description, counts).write(file);
            return;
        }
        KeptCheckpoints.delete(file);
    }

    /**
     * Writes the file; a reader sees the old one or the whole new one.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void write(Path file) {
        JsonFile.write(file, this);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it cannot be read, or is not what {@link #write} writes
     */
    public static HardCategoriesFile read(Path file) {
        return JsonFile.read(file, HardCategoriesFile.class, MAX_BYTES, "counts no hard categories");
    }
}
