package io.github.ncl4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.ncl4j.evaluate.Accuracy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link EpochMetrics} as a line of {@code metrics.jsonl}: the keys of the contract, flat and in their order, as the components in snake
 * case. In an epoch that was not evaluated, {@code ensemble_accuracy} to {@code single_best} are null; a shot group without images is
 * null; {@code selection_accuracy} is left out where no images are held out.
 */
@JsonNaming(SnakeCaseStrategy.class)
record MetricsLine(
        int epoch,
        double lr,
        double trainLoss,
        @Nullable Map<String, Double> trainLossParts,
        double trainAccuracy,
        @Nullable Double ensembleAccuracy,
        @Nullable List<Double> expertAccuracy,
        @Nullable Double ensembleTop5,
        @Nullable Double many,
        @Nullable Double medium,
        @Nullable Double few,
        @Nullable Double singleBest,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double selectionAccuracy,
        EpochMetrics.@Nullable Best bestEnsemble,
        EpochMetrics.@Nullable Best bestSingle,
        double dataWait,
        double imagesPerSecond,
        double seconds) {

    static MetricsLine of(EpochMetrics metrics) {
        EpochMetrics.Training training = metrics.training();
        EpochMetrics.Validation validation = metrics.validation();
        Accuracy ensemble = validation == null ? null : validation.ensemble();
        return new MetricsLine(
                metrics.epoch(),
                metrics.lr(),
                training.loss(),
                training.lossParts(),
                training.accuracy(),
                ensemble == null ? null : (Double) ensemble.top1(),
                validation == null ? null : validation.experts(),
                ensemble == null ? null : (Double) ensemble.top5(),
                ensemble == null ? null : ensemble.many(),
                ensemble == null ? null : ensemble.medium(),
                ensemble == null ? null : ensemble.few(),
                validation == null ? null : (Double) validation.singleBest(),
                validation == null ? null : validation.selectionAccuracy(),
                metrics.bestEnsemble(),
                metrics.bestSingle(),
                training.dataWait(),
                training.imagesPerSecond(),
                training.seconds());
    }

    /**
     * The metrics of this line.
     *
     * @throws IllegalArgumentException if a value is missing, or is no fraction where an accuracy stands
     */
    EpochMetrics toMetrics() {
        return new EpochMetrics(
                epoch,
                lr,
                new EpochMetrics.Training(
                        trainLoss,
                        present(trainLossParts, "train_loss_parts"),
                        trainAccuracy,
                        dataWait,
                        imagesPerSecond,
                        seconds),
                ensembleAccuracy == null ? null : validation(ensembleAccuracy),
                bestEnsemble,
                bestSingle);
    }

    private EpochMetrics.Validation validation(double top1) {
        return new EpochMetrics.Validation(
                new Accuracy(top1, present(ensembleTop5, "ensemble_top5"), many, medium, few),
                present(expertAccuracy, "expert_accuracy"),
                present(singleBest, "single_best"),
                selectionAccuracy);
    }

    private static <T> T present(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }
}
