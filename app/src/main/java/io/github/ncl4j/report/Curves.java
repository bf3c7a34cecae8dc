package io.github.ncl4j.report;

import io.github.ncl4j.run.EpochMetrics;
import java.util.List;
import java.util.stream.Stream;

/** The charts of a run over its epochs. */
final class Curves {

    private Curves() {}

    /** Accuracy, loss with its parts, learning rate; none where there is nothing to show. */
    static List<Drawing> of(List<EpochMetrics> epochs) {
        LineChart accuracy = new LineChart("accuracy", "Accuracy by epoch", true);
        LineChart loss = new LineChart("loss", "Training loss and its parts, before their weights", false);
        LineChart rate = new LineChart("learning-rate", "Learning rate", false);
        for (EpochMetrics epoch : epochs) {
            Double ensemble = epoch.ensembleAccuracy();
            if (ensemble != null) {
                accuracy.add("ensemble", epoch.epoch(), ensemble);
            }
            List<Double> experts = epoch.expertAccuracy();
            for (int k = 0; experts != null && k < experts.size(); k++) {
                accuracy.add("expert " + (k + 1), epoch.epoch(), experts.get(k));
            }
            loss.add("loss", epoch.epoch(), epoch.trainLoss());
            epoch.trainLossParts().forEach((part, value) -> loss.add(part, epoch.epoch(), value));
            rate.add("learning rate", epoch.epoch(), epoch.lr());
        }
        for (EpochMetrics epoch : epochs) {
            accuracy.add("training images, augmented", epoch.epoch(), epoch.trainAccuracy());
        }
        return Stream.of(accuracy, loss, rate)
                .filter(chart -> !chart.isEmpty())
                .map(LineChart::drawing)
                .toList();
    }
}
