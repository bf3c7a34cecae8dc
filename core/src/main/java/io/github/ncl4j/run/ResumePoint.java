package io.github.ncl4j.run;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that a run resumes from, open and found undamaged.
 *
 * @param file owned
 * @param damaged newer checkpoints that were passed over: what is wrong with each, its path first
 */
public record ResumePoint(SafetensorsFile file, List<String> damaged) implements AutoCloseable {

    /**
     * Opens the newest checkpoint that is not damaged.
     *
     * @return null if there is no checkpoint
     * @throws SafetensorsException if every one is damaged
     */
    static @Nullable ResumePoint newestIntact(KeptCheckpoints checkpoints) {
        List<String> damaged = new ArrayList<>();
        for (Path path : checkpoints.newestFirst()) {
            try {
                return new ResumePoint(SafetensorsFile.open(path), List.copyOf(damaged));
            } catch (SafetensorsException e) {
                if (e.getCause() instanceof ClosedByInterruptException) {
                    throw e; // says nothing of the file, so no older one may take its place
                }
                damaged.add(String.valueOf(e.getMessage()));
            }
        }
        if (damaged.isEmpty()) {
            return null;
        }
        throw new SafetensorsException(String.join("\n", damaged) + "\nno checkpoint in " + checkpoints.folder()
                + " is left to go on from; begin anew in another folder");
    }

    /**
     * Damaged checkpoints that were passed over, a line for each; empty if the run resumes from the newest.
     *
     * @param progress from which it resumes
     */
    public List<String> passedOver(Progress progress) {
        return damaged.stream()
                .map(what -> what + "; the run goes on from " + file.path() + ", where it stood " + progress.position())
                .toList();
    }

    /**
     * Reads the configuration and the classes of the checkpoint.
     *
     * @throws SafetensorsException if they are damaged
     */
    public ModelDescription description() {
        return ModelDescription.fromMetadata(file.path(), file.metadata());
    }

    /**
     * In what the run differs now so that its numbers do too, as {@code key: OLD, now NEW}.
     *
     * @param now of the start that resumes
     */
    public List<String> changes(Checkpoint now) {
        ExperimentConfig before = description().config();
        List<String> changes =
                new ArrayList<>(RunIdentity.changes(before, now.description().config()));
        if (now.data().otherValidationImages(file.metadata())) {
            changes.add("the validation images");
        }
        int processes = Checkpoint.worldSize(file);
        if (processes != now.worldSize()) {
            changes.add("processes: " + processes + ", now " + now.worldSize());
        }
        return List.copyOf(changes);
    }

    /** The one warning of {@link #changes}, which are some. */
    public String warning(Progress progress, List<String> changes) {
        return "the run resumes from " + file.path() + ", where it stood " + progress.position()
                + ", with settings that change its numbers (" + String.join("; ", changes)
                + "); from there it is not bit for bit the run that it would have been";
    }

    /** The record of {@link #changes} for the run's directory. */
    public ResumeRecord toRecord(Progress progress, List<String> changes) {
        return new ResumeRecord(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                progress.epoch(),
                progress.step(),
                file.path().toString(),
                changes);
    }

    @Override
    public void close() {
        file.close();
    }
}
