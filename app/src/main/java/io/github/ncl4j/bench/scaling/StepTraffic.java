package io.github.ncl4j.bench.scaling;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.train.ContrastiveBranch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What each of several processes exchanges in one step of training. Bytes are those of the tensor that a process gives to an
 * exchange, before any algorithm cuts it up. Left out is what does not come with every step: checksums, evaluation, the start.
 *
 * @param gradients sums of gradients, a number of bytes for each bucket, in the order in which they leave
 * @param statistics gatherings for batch norm in forward passes, that of the key encoders and of activations that are computed again
 *     among them
 * @param statisticsGradients sums for batch norm in backward passes
 * @param keys gatherings for the queues of the contrastive branch
 * @param decisions sums of a few numbers: the loss of each batch, and whether to stop
 */
record StepTraffic(
        List<Long> gradients, List<Long> statistics, List<Long> statisticsGradients, List<Long> keys, int decisions) {

    private static final String NORM = ".running_mean";

    /**
     * Builds the model of a configuration, without reading any data, and looks.
     *
     * @param classes of the data
     */
    static StepTraffic of(ExperimentConfig config, int classes) {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            Device device = Devices.parse("cpu");
            try (ExpertEnsemble model = ExpertEnsemble.create(
                    config.model(), config.contrastive(), config.train().precision(), classes, 0, device)) {
                ContrastiveConfig contrastive = config.contrastive();
                if (contrastive == null) {
                    return of(config, model, null);
                }
                try (ContrastiveBranch branch = ContrastiveBranch.create(config.model(), contrastive, model, device)) {
                    return of(config, model, branch);
                }
            }
        }
    }

    private static StepTraffic of(
            ExperimentConfig config, ExpertEnsemble model, @Nullable ContrastiveBranch contrastive) {
        List<Long> trained = channels(config, model.weights().buffers());
        List<Long> following = contrastive == null
                ? List.of()
                : channels(config, contrastive.weights().buffers());
        int passes = config.train().activationCheckpointing() ? 2 : 1;
        int batches = config.train().accumulate();
        List<Long> forward = new ArrayList<>();
        for (int pass = 0; pass < passes; pass++) {
            forward.addAll(trained);
        }
        forward.addAll(following);
        return new StepTraffic(
                DataParallel.bucketBytes(parameters(model, contrastive)),
                // Mean and variance of each channel, and the count.
                times(batches, forward, channels -> 4 * (2 * channels + 1)),
                times(batches, trained, channels -> 4 * 2 * channels),
                times(batches, keys(config), bytes -> bytes),
                batches + 1);
    }

    private static List<Tensor> parameters(ExpertEnsemble model, @Nullable ContrastiveBranch contrastive) {
        List<Tensor> parameters = new ArrayList<>(model.weights().parameters().values());
        if (contrastive != null) {
            parameters.addAll(contrastive.weights().parameters().values());
        }
        return parameters;
    }

    /** The channels of every batch norm that sees batches of training: none of a frozen backbone. */
    private static List<Long> channels(ExperimentConfig config, Map<String, Tensor> buffers) {
        return config.model().freezeBackbone()
                ? List.of()
                : buffers.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(NORM))
                        .map(entry -> entry.getValue().numel())
                        .toList();
    }

    /** The keys of each expert in a batch, float32. */
    private static List<Long> keys(ExperimentConfig config) {
        ContrastiveConfig contrastive = config.contrastive();
        return contrastive == null
                ? List.of()
                : Collections.nCopies(
                        config.model().experts(), 4L * config.train().batchSize() * contrastive.dimension());
    }

    private static List<Long> times(int batches, List<Long> one, LongUnaryOperator bytes) {
        List<Long> all = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            one.forEach(each -> all.add(bytes.applyAsLong(each)));
        }
        return List.copyOf(all);
    }

    static long sum(List<Long> bytes) {
        return bytes.stream().mapToLong(Long::longValue).sum();
    }
}
