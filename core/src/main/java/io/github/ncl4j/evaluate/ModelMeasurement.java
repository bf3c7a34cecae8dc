package io.github.ncl4j.evaluate;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.evaluate.Predictor.Measured;
import java.util.List;

/**
 * Measures a trained model on data sets, in the batches and shot groups of its configuration.
 *
 * @param model borrowed
 * @param preparation of each image
 */
record ModelMeasurement(OpenModel model, ImageTransform preparation) {

    /** See {@link Predictor#evaluate(ImageDataset, double)}. */
    Evaluation evaluate(ImageDataset images, double tau) {
        return evaluate(inOwnClasses(images), tau, TestTimeAveraging.NONE, List.of());
    }

    /** See {@link Predictor#measure}. */
    Measured measure(ImageDataset images, double tau, TestTimeAveraging averaging, boolean keepLogits) {
        int experts = model.ensemble().experts().size();
        int classes = model.description().classes();
        ImageDataset own = inOwnClasses(images);
        DecisionRecorder decisions = new DecisionRecorder(own.size(), experts, classes);
        EnsembleLogits.Recorder logits = keepLogits ? new EnsembleLogits.Recorder(own.size(), experts, classes) : null;
        List<LogitsSink> sinks = logits == null ? List.of(decisions) : List.of(decisions, logits);
        Evaluation evaluation = evaluate(own, tau, averaging, sinks);
        return new Measured(evaluation, decisions.complete(), logits == null ? null : logits.finish());
    }

    private ImageDataset inOwnClasses(ImageDataset images) {
        return ClassAlignment.of("the checkpoint", model.description().classNames(), "the images", images.classNames())
                .common(images);
    }

    private Evaluation evaluate(
            ImageDataset images, double tau, TestTimeAveraging averaging, List<? extends LogitsSink> sinks) {
        ExperimentConfig config = model.description().config();
        int[] classCounts = model.description().classCountArray();
        BatchLoader.Settings settings = BatchLoader.Settings.ofEvaluation(config);
        ShotGroups groups = ShotGroups.of(classCounts, config.evaluate().protocol());
        return model.whileOpen(() -> {
            try (LogitAdjustment adjustment = tau == 0 ? null : new LogitAdjustment(classCounts, tau, model.device());
                    BatchLoader loader =
                            new BatchLoader(images, Sampler.inOrder(images.size()), List.of(preparation), settings)) {
                return new Evaluator(model.ensemble(), model.input(), groups, adjustment, averaging)
                        .evaluate(loader, List::of, sinks);
            }
        });
    }
}
