package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.DataIdentity;
import io.github.ncl4j.run.OutputFolder;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.ResumePoint;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.RunIdentity;
import io.github.ncl4j.run.RunRecorder;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is ready to train: fresh, or brought back to a checkpoint.
 *
 * @param setup owned
 * @param directory owned; null in a process that does not write
 * @param resumed whether it comes from a checkpoint
 * @param progress where it stands
 * @param warnings for the run's log, which is not open yet
 */
record StartedRun(
        TrainingSetup setup,
        @Nullable RunDirectory directory,
        boolean resumed,
        Progress progress,
        List<String> warnings)
        implements AutoCloseable {

    /** In the process that reads checkpoints and writes, see {@link Trainer#create}. */
    static StartedRun first(ExperimentConfig config, Path output, Resume resume, String device, World world) {
        OutputFolder.requireFree(output, resume);
        // A run that is to resume is locked before it is read, so that no other process moves on what is read here.
        boolean resumes = !(resume instanceof Resume.Never) && RunDirectory.holdsCheckpoint(output);
        RunDirectory directory = resumes ? RunDirectory.open(output) : null;
        try (ResumePoint point = resume.find(output)) {
            TrainingSetup setup = TrainingSetup.create(config, device, point == null, world);
            try {
                Progress progress = point == null ? Progress.start() : resume(setup, point);
                if (point != null) {
                    OutputFolder.requireRun(output, config);
                }
                if (directory == null) {
                    directory = RunDirectory.open(output);
                    requireUnused(output, resume);
                }
                List<String> warnings = prepare(directory, setup, point, progress);
                directory.writeConfig(config);
                directory.writeBadImages(setup.data().leftOut());
                SharedState.share(setup, progress);
                return new StartedRun(setup, directory, point != null, progress, warnings);
            } catch (RuntimeException e) {
                setup.close();
                throw e;
            }
        } catch (RuntimeException e) {
            if (directory != null) {
                directory.close();
            }
            throw e;
        }
    }

    /**
     * Brings a setup back to a checkpoint of the same run.
     *
     * @throws TrainingException if it is of another run, or of one with another teacher; the message lists what differs
     */
    private static Progress resume(TrainingSetup setup, ResumePoint point) {
        SafetensorsFile file = point.file();
        ModelDescription saved = point.description();
        ModelDescription current = setup.checkpoint().description();
        List<String> differences = RunIdentity.differences(saved.config(), current.config());
        if (!differences.isEmpty()) {
            throw new TrainingException(file.path() + ": is of a run with other settings ("
                    + String.join("; ", differences) + "); restore them, or start a new run");
        }
        String otherName = DataIdentity.firstOtherName(saved.classNames(), current.classNames());
        if (otherName != null) {
            throw new TrainingException(file.path() + ": was trained on other classes: " + otherName
                    + "; restore the names and their order in the data, or start a new run");
        }
        if (!saved.classCounts().equals(current.classCounts())) {
            throw new TrainingException(file.path() + ": was trained on other images: class counts "
                    + saved.classCounts() + ", now " + current.classCounts());
        }
        setup.checkpoint().data().requireTrainingImagesOf(file);
        Progress progress = setup.checkpoint().restore(file);
        String broken = setup.checkpoint().firstNotFinite();
        if (broken != null) {
            throw new TrainingException(file.path() + ": its tensor " + broken
                    + " holds NaN or infinity, from which no training recovers; resume from an earlier checkpoint");
        }
        return progress;
    }

    /** Another process may have been in the folder while this one read its data. */
    private static void requireUnused(Path output, Resume resume) {
        OutputFolder.requireFree(output, resume);
        if (RunDirectory.holdsCheckpoint(output)) {
            throw new TrainingException(
                    output + ": another process has begun a run there just now; resume it, or train in another folder",
                    null,
                    List.of(TrainingException.Remedy.RESUME, TrainingException.Remedy.OTHER_FOLDER));
        }
    }

    @Override
    public void close() {
        try (setup;
                directory) {
            // Closes them, the last first.
        }
    }

    /** In any other process. */
    static StartedRun other(ExperimentConfig config, String device, World world) {
        TrainingSetup setup = TrainingSetup.create(config, device, false, world);
        try {
            return new StartedRun(setup, null, false, SharedState.share(setup, Progress.start()), List.of());
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    /** Leaves in the directory what belongs to the run up to where it begins, and nothing else; returns what to warn of. */
    private static List<String> prepare(
            RunDirectory directory, TrainingSetup setup, @Nullable ResumePoint point, Progress progress) {
        directory.removeDrafts();
        if (progress.epoch() <= setup.config().train().epochs()) {
            directory.clearEnd();
        }
        if (point == null) {
            directory.clear();
            return List.of();
        }
        if (!point.file().path().equals(directory.lastCheckpoint())) {
            // Otherwise a run that dies before its first checkpoint would resume from another one than this time.
            setup.checkpoint().save(directory.lastCheckpoint(), progress, () -> {});
        }
        List<String> warnings = new ArrayList<>(point.passedOver(progress));
        String named = DataIdentity.namedOnOneSide(
                point.file().path(),
                point.description().classNames(),
                setup.checkpoint().description().classNames());
        if (named != null) {
            warnings.add(named);
        }
        List<String> changes = point.changes(setup.checkpoint());
        if (!changes.isEmpty()) {
            warnings.add(point.warning(progress, changes));
            point.toRecord(progress, changes).append(directory.resumes());
        }
        warnings.addAll(RunRecorder.cutBack(directory, setup.checkpoint(), progress));
        return List.copyOf(warnings);
    }
}
