package io.github.ncl4j.run;

import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a run's best epochs, where the run goes back. They must be those of the epochs that its metrics name, and not of
 * epochs that are taken back.
 *
 * @param directory of the run
 * @param checkpoint the run's state, restored
 * @param progress where that stands
 */
record BestCheckpoints(RunDirectory directory, Checkpoint checkpoint, Progress progress) {

    /**
     * Makes the files agree with the progress. A file of another epoch is replaced, if the state is that of the best epoch, or
     * removed.
     *
     * @param before the last epoch that the run reported before its metrics were cut back; null if it reported none
     * @return a line for each file that changed
     * @throws UncheckedIOException if the disk refuses
     */
    List<String> cutBack(@Nullable EpochMetrics before) {
        List<String> lines = new ArrayList<>();
        cutBack(
                directory.bestEnsembleCheckpoint(),
                progress.bestEnsemble(),
                before == null ? null : before.bestEnsemble(),
                lines);
        cutBack(
                directory.bestSingleCheckpoint(),
                progress.bestSingle(),
                before == null ? null : before.bestSingle(),
                lines);
        return lines;
    }

    private void cutBack(
            Path file, EpochMetrics.@Nullable Best best, EpochMetrics.@Nullable Best before, List<String> lines) {
        int named = best == null ? 0 : best.epoch();
        boolean exists = Files.exists(file);
        int held = exists ? epochOf(file, before, lines) : 0;
        if (held < 0 || (held == named && (held > 0 || !exists))) {
            return;
        }
        boolean isState = progress.step() == 0 && progress.epoch() - 1 == named;
        if (isState && named > 0) {
            checkpoint.saveEvaluated(file, progress);
        } else {
            KeptCheckpoints.delete(file);
        }
        String was = exists ? "was of epoch " + (held == 0 ? "unknown" : held) + ", not of the best" : "is missing";
        String now = isState && named > 0
                ? "it is now of epoch " + named + ", the best so far"
                : named > 0
                        ? "the best so far, epoch " + named + ", has no checkpoint, and the next better one will"
                        : "the next evaluation makes it anew";
        lines.add(file + ": " + was + " where the run stands " + progress.position() + "; " + now);
    }

    /** 0 if it is not known; -1 if the file cannot be read, which is said, and left to its owner. */
    private static int epochOf(Path file, EpochMetrics.@Nullable Best before, List<String> lines) {
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            int epoch = Checkpoint.evaluatedEpoch(open);
            return epoch > 0 || before == null ? Math.max(epoch, 0) : before.epoch();
        } catch (SafetensorsException e) {
            lines.add(e.getMessage() + "; it is left as it is");
            return -1;
        }
    }
}
