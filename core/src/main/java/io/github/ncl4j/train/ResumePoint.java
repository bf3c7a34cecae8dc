package io.github.ncl4j.train;

import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that a run goes on from, open and found undamaged.
 *
 * @param file owned
 * @param damaged newer checkpoints that were passed over: what is wrong with each, its path first
 */
record ResumePoint(SafetensorsFile file, List<String> damaged) implements AutoCloseable {

    /**
     * Finds it.
     *
     * @param output the run directory, which may not exist
     * @return null if the run begins from fresh weights
     * @throws TrainingException if a new run is to begin where one is
     * @throws SafetensorsException if the named checkpoint, or every one there is, is missing or damaged
     */
    static @Nullable ResumePoint find(Path output, Resume resume) {
        if (resume instanceof Resume.From from) {
            return new ResumePoint(SafetensorsFile.open(from.checkpoint()), List.of());
        } else if (resume instanceof Resume.Auto) {
            return newestIntact(RunDirectory.checkpoints(output));
        }
        if (RunDirectory.holdsRun(output)) {
            throw new TrainingException(
                    output + ": already holds a run; resume it with --resume auto, or use another --output");
        }
        return null;
    }

    private static @Nullable ResumePoint newestIntact(KeptCheckpoints checkpoints) {
        List<String> damaged = new ArrayList<>();
        for (Path path : checkpoints.newestFirst()) {
            try {
                return new ResumePoint(SafetensorsFile.open(path), List.copyOf(damaged));
            } catch (SafetensorsException e) {
                damaged.add(String.valueOf(e.getMessage()));
            }
        }
        if (damaged.isEmpty()) {
            return null;
        }
        throw new SafetensorsException(String.join("\n", damaged) + "\nno checkpoint in " + checkpoints.folder()
                + " is left to go on from; begin anew with another --output");
    }

    /**
     * What to tell the user, who expects the run to go on from the newest checkpoint, as the same run; empty if it does.
     *
     * @param progress from which it goes on
     * @param worldSize processes that go on
     */
    List<String> warnings(Progress progress, int worldSize) {
        List<String> warnings = new ArrayList<>(damaged.stream()
                .map(what -> what + "; the run goes on from " + file.path() + ", where it stood " + progress.position())
                .toList());
        int before = Checkpoint.worldSize(file);
        if (before != worldSize) {
            warnings.add("the run was trained by " + processes(before) + " up to " + file.path() + ", and goes on with "
                    + processes(worldSize) + ", " + progress.position()
                    + ": from there its batches are others, and it is not bit for bit the run that it would have been");
        }
        return warnings;
    }

    private static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }

    @Override
    public void close() {
        file.close();
    }
}
