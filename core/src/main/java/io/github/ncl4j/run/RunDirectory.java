package io.github.ncl4j.run;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.file.Uninterrupted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run and the names of the files in it. While it is open, no other process can open it. */
public final class RunDirectory implements AutoCloseable {

    static final String EVENTS_PREFIX = "events.out.tfevents.";

    private final Path folder;
    private final RunLock lock;

    private RunDirectory(Path folder, RunLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and locks it. The lock ends with the process, however it ends.
     *
     * @throws TrainingException if the folder cannot be made, or a run is at work in it, whose process the message then names
     */
    public static RunDirectory open(Path folder) {
        try {
            Files.createDirectories(folder.resolve("checkpoints"));
            return new RunDirectory(folder, Uninterrupted.call(() -> RunLock.take(folder)));
        } catch (IOException e) {
            throw new TrainingException(
                    folder + ": cannot be used as the output folder: " + reason(e) + "; use another one",
                    e,
                    List.of(TrainingException.Remedy.OTHER_FOLDER));
        }
    }

    /** For these two kinds the message is no more than the file's name. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getMessage();
        }
        return e instanceof FileAlreadyExistsException ? e.getMessage() + " is no folder" : "" + e.getMessage();
    }

    /** Whether the folder holds a run, finished or not. */
    public static boolean holdsRun(Path folder) {
        return Files.exists(folder.resolve("config.yaml"));
    }

    /** The last checkpoint of the run in a folder, whether or not it exists. */
    public static Path lastCheckpoint(Path folder) {
        return checkpoints(folder).last();
    }

    /** Whether a run in a folder has a checkpoint to go on from, be it damaged or not. */
    public static boolean holdsCheckpoint(Path folder) {
        return !checkpoints(folder).newestFirst().isEmpty();
    }

    /** The checkpoints of a folder's run from which it can go on. */
    static KeptCheckpoints checkpoints(Path folder) {
        return new KeptCheckpoints(folder.resolve("checkpoints"));
    }

    /** The folder itself. */
    public Path folder() {
        return folder;
    }

    /** The resolved configuration, enough to repeat the run. */
    public Path config() {
        return folder.resolve("config.yaml");
    }

    /** One JSON object per epoch. */
    public Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    /** What the model of a finished run decided on each validation image. */
    Path evaluation() {
        return evaluation(folder);
    }

    /** {@link RunEvaluation} of the run in a folder, whether or not it exists. */
    public static Path evaluation(Path folder) {
        return folder.resolve("evaluation.json");
    }

    /** Which hard categories were chosen so far. */
    Path hardCategories() {
        return hardCategories(folder);
    }

    /** {@link HardCategoriesFile} of the run in a folder, whether or not it exists. */
    public static Path hardCategories(Path folder) {
        return folder.resolve("hard-categories.json");
    }

    /** {@link ResumeRecord}s: where the run was resumed with other settings. */
    public Path resumes() {
        return folder.resolve("resumes.jsonl");
    }

    /** The checkpoints from which the run can go on. */
    KeptCheckpoints checkpoints() {
        return checkpoints(folder);
    }

    /** Deletes the files that an interrupted save left behind. */
    public void removeDrafts() {
        checkpoints().removeDrafts();
    }

    /** The state after the newest epoch or step that was saved. */
    public Path lastCheckpoint() {
        return lastCheckpoint(folder);
    }

    /** The state after the epoch with the best ensemble. */
    public Path bestEnsembleCheckpoint() {
        return folder.resolve("checkpoints").resolve("best-ensemble.safetensors");
    }

    /** The state after the epoch with the best single expert. */
    public Path bestSingleCheckpoint() {
        return folder.resolve("checkpoints").resolve("best-single.safetensors");
    }

    /** TensorBoard's event files, in the order in which they were begun. */
    public List<Path> eventFiles() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(EVENTS_PREFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Writes the resolved configuration; a reader sees the old file or the whole new one. */
    public void writeConfig(ExperimentConfig config) {
        try {
            AtomicFile.write(config(), ExperimentFile.write(config).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new TrainingException(config() + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Lists the images that the run leaves out because they cannot be read, a line for each; no file if there is none. */
    public void writeBadImages(List<String> leftOut) {
        Path file = folder.resolve("bad-images.txt");
        try {
            if (leftOut.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                Files.write(file, leftOut);
            }
        } catch (IOException e) {
            throw new TrainingException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Removes what is said of a run's end, which is still to come, or to come again. */
    public void clearEnd() {
        try {
            Files.deleteIfExists(evaluation());
        } catch (IOException e) {
            throw new TrainingException(evaluation() + ": cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Removes what a run left that never reached its first checkpoint. */
    public void clear() {
        try {
            Files.deleteIfExists(metrics());
            Files.deleteIfExists(hardCategories());
            Files.deleteIfExists(resumes());
            Files.deleteIfExists(bestEnsembleCheckpoint());
            Files.deleteIfExists(bestSingleCheckpoint());
            for (Path file : eventFiles()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new TrainingException(folder + ": cannot be cleared: " + e.getMessage(), e);
        }
    }

    /** Gives up the lock. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new TrainingException(folder + ": its lock cannot be released: " + e.getMessage(), e);
        }
    }
}
