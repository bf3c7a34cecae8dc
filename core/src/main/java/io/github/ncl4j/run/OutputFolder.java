package io.github.ncl4j.run;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Listing;
import io.github.ncl4j.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Says whether a run may write in a folder: a start never clears or overwrites what is not of its own run. */
public final class OutputFolder {

    private static final List<String> WRITTEN = List.of(
            "metrics.jsonl",
            "hard-categories.json",
            "evaluation.json",
            "environment.json",
            "bad-images.txt",
            "resumes.jsonl",
            "report.html");

    private static final int SHOWN = 3;

    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks, and writes nothing.
     *
     * @param folder which may not exist
     * @throws TrainingException if the folder holds another run, or files that are no run's and that this one would clear or
     *     overwrite; the message names them and the way out
     */
    public static void requireFree(Path folder, Resume resume) {
        if (Files.isDirectory(folder)) {
            resume.requireFree(new OutputFolder(folder));
        }
    }

    /** For a run that begins from fresh weights. */
    void requireNothing() {
        if (RunDirectory.holdsRun(folder)) {
            throw new TrainingException(
                    folder + ": already holds a run; resume it, or train in another folder",
                    null,
                    List.of(TrainingException.Remedy.RESUME, TrainingException.Remedy.OTHER_FOLDER));
        }
        requireNothingOf(strangers(true));
    }

    private void requireNothingOf(List<String> files) {
        if (!files.isEmpty()) {
            throw inUse("holds " + Listing.of(files, SHOWN)
                    + " but no config.yaml, so no run of ncl4j made it, and a run would clear or overwrite them;"
                    + " move them away, or train in another folder");
        }
    }

    /** For a run that resumes from a named file: nothing is here, or the run that the file is of. */
    void requireRunOf(Path checkpoint) {
        if (!isInside(checkpoint)) {
            if (RunDirectory.holdsRun(folder)) {
                throw new TrainingException(
                        folder + ": already holds a run, and " + checkpoint
                                + " is not one of its checkpoints; resume that run, or train in another folder",
                        null,
                        List.of(TrainingException.Remedy.RESUME, TrainingException.Remedy.OTHER_FOLDER));
            }
            requireNothingOf(strangers(true));
            return;
        }
        requireNothingOf(RunDirectory.holdsRun(folder) ? List.of() : strangers(false));
    }

    /**
     * For a run that resumes from a checkpoint that is found to be its own: the folder's configuration is of this run too, and not of
     * one into whose folder the checkpoint was copied.
     *
     * @throws TrainingException if it is not; the message lists what differs
     */
    public static void requireRun(Path folder, ExperimentConfig config) {
        List<String> differences =
                RunDirectory.holdsRun(folder) ? new OutputFolder(folder).differences(config) : List.of();
        if (!differences.isEmpty()) {
            throw new OutputFolder(folder)
                    .inUse("holds a run with other settings (" + String.join("; ", differences)
                            + "), of which the checkpoint is not; train in another folder");
        }
    }

    private TrainingException inUse(String reason) {
        return new TrainingException(folder + ": " + reason, null, List.of(TrainingException.Remedy.OTHER_FOLDER));
    }

    private boolean isInside(Path checkpoint) {
        try {
            Path parent = checkpoint.toRealPath().getParent();
            return parent != null && parent.equals(folder.resolve("checkpoints").toRealPath());
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    /** Empty also where an older ncl4j wrote a configuration that this one cannot read: then the checkpoint decides. */
    private List<String> differences(ExperimentConfig config) {
        try {
            return RunIdentity.differences(ExperimentFile.load(folder.resolve("config.yaml"), List.of()), config);
        } catch (ConfigException e) {
            return List.of();
        }
    }

    /** For a run that resumes from what there is, or begins anew where a run never reached its first checkpoint. */
    void requireOwnOrNothing() {
        boolean holdsCheckpoint = RunDirectory.holdsCheckpoint(folder);
        if (!RunDirectory.holdsRun(folder)) {
            requireNothingOf(strangers(!holdsCheckpoint));
        } else if (!holdsCheckpoint) {
            requireBarelyBegun();
        }
    }

    /**
     * A run that never reached its first checkpoint has reported one epoch at most, and its best checkpoints come after that
     * report. Anything else lost its checkpoints in another way, and must not be cleared.
     */
    private void requireBarelyBegun() {
        if (!Files.exists(folder.resolve(RunLock.NAME))) {
            throw inUse("holds a config.yaml and no " + RunLock.NAME + ", so no run of ncl4j made it, and a run would"
                    + " overwrite it; move it away, or train in another folder");
        }
        try {
            ExperimentFile.load(folder.resolve("config.yaml"), List.of());
        } catch (ConfigException e) {
            throw new TrainingException(
                    folder.resolve("config.yaml") + ": is no configuration of this ncl4j, and a run would"
                            + " overwrite it; train in another folder",
                    e,
                    List.of(TrainingException.Remedy.OTHER_FOLDER));
        }
        int epochs = MetricsFile.read(folder.resolve("metrics.jsonl")).size();
        boolean best = Stream.of("best-ensemble.safetensors", "best-single.safetensors")
                .anyMatch(name -> Files.exists(folder.resolve("checkpoints").resolve(name)));
        if (epochs > 1 || (best && epochs == 0)) {
            throw inUse("holds a run of " + epochs + " epochs"
                    + (best ? " with its best checkpoints" : "")
                    + ", but no checkpoint to resume from, and a new run would clear it; put its"
                    + " checkpoints/last.safetensors back, or train in another folder");
        }
    }

    /**
     * Lists the files that a run would clear or overwrite in a folder without a configuration. They are no run's: one that dies
     * before it writes its configuration leaves none of them.
     */
    private List<String> strangers(boolean checkpointsToo) {
        Path checkpoints = folder.resolve("checkpoints");
        try (Stream<Path> files = Files.list(folder);
                Stream<Path> kept = Files.isDirectory(checkpoints) ? Files.list(checkpoints) : Stream.empty()) {
            Stream<String> written = files.map(file -> file.getFileName().toString())
                    .filter(name -> WRITTEN.contains(name) || name.startsWith(RunDirectory.EVENTS_PREFIX));
            Stream<String> saved = kept.map(file -> file.getFileName().toString())
                    .filter(name -> checkpointsToo && !name.endsWith(AtomicFile.DRAFT))
                    .map(name -> "checkpoints/" + name);
            return Stream.concat(written.sorted(), saved.sorted()).toList();
        } catch (IOException e) {
            throw new TrainingException(
                    folder + ": cannot be listed: " + e.getMessage() + "; train in another folder",
                    e,
                    List.of(TrainingException.Remedy.OTHER_FOLDER));
        }
    }
}
