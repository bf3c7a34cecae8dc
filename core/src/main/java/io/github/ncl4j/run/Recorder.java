package io.github.ncl4j.run;

import org.jspecify.annotations.Nullable;

/** What keeps the results of a run as it goes. */
public interface Recorder extends AutoCloseable {

    /**
     * Saves the state within an epoch, or warns that it could not.
     *
     * @throws TrainingException if it could not, and there is no checkpoint yet
     */
    void saveWithinEpoch(Progress progress);

    /**
     * Saves the state of a run that stops within an epoch.
     *
     * @throws TrainingException if it cannot be written
     */
    void saveLast(Progress progress);

    /**
     * Records an epoch whose steps are all taken.
     *
     * @param metrics of the epoch
     * @param evaluation what the run keeps of the evaluation after its last epoch; null after any other
     * @return the run's state at the start of the next epoch
     * @throws TrainingException if something cannot be written
     */
    Progress finishEpoch(Progress progress, EpochMetrics metrics, @Nullable RunEvaluation evaluation);

    @Override
    void close();

    /** Keeps nothing: for a process of several whose first one records. */
    Recorder NONE = new Recorder() {
        @Override
        public void saveWithinEpoch(Progress progress) {}

        @Override
        public void saveLast(Progress progress) {}

        @Override
        public Progress finishEpoch(Progress progress, EpochMetrics metrics, @Nullable RunEvaluation evaluation) {
            return progress.nextEpoch(metrics.bestEnsemble(), metrics.bestSingle());
        }

        @Override
        public void close() {}
    };
}
