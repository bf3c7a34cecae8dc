package io.github.ncl4j.benchmarks;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.train.Optimizer;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The whole step of training, from the bytes of a batch of noise to updated weights. */
final class TrainingStep implements AutoCloseable {

    private static final double LEARNING_RATE = 0.01;

    private final int batch;
    private final byte[] pixels;
    private final long[] targets;
    private final Device device;
    private final ExpertEnsemble model;
    private final ImageInput input;
    private final NclLoss loss;
    private final Optimizer optimizer;

    /** Builds the model; the device belongs to the caller's scope. */
    TrainingStep(Workload workload) {
        batch = workload.batch();
        Random random = new Random(1);
        pixels = new byte[batch * Workload.SIZE * Workload.SIZE * 3];
        random.nextBytes(pixels);
        targets = random.longs(batch, 0, workload.classes()).toArray();
        device = new Device(torch.DeviceType.CPU);
        ModelConfig config = new ModelConfig(
                workload.experts(), new ModelConfig.CifarResNet(workload.depth()), new ModelConfig.Linear(true), 0);
        model = ExpertEnsemble.create(config, workload.classes(), 1, device);
        input = new ImageInput(
                new AugmentConfig.Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.201)),
                device);
        loss = new NclLoss(new LossConfig.Ncl(null, 1, 1, 0.6, 0.6), longTail(workload.classes()), device);
        optimizer = Optimizer.of(
                new TrainConfig.Sgd(LEARNING_RATE, 0.9, true, 2e-4),
                model.weights().parameters());
    }

    /** From 500 images down to 5, as CIFAR-100-LT with an imbalance factor of 100. */
    private static int[] longTail(int classes) {
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = (int) (500 * Math.pow(0.01, c / (double) Math.max(1, classes - 1)));
        }
        return counts;
    }

    /** Runs one step; returns the loss, which waits for the engine. */
    double run() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = input.images(pixels, batch, Workload.SIZE, Workload.SIZE);
            Tensor logits = model.forward(images, true);
            Objective.Value value = loss.forward(logits, input.targets(targets));
            value.total().backward();
            optimizer.step(LEARNING_RATE);
            optimizer.zeroGradients();
            return value.total().item_double();
        }
    }

    /** The number of trained weights. */
    long parameters() {
        return model.weights().parameters().values().stream()
                .mapToLong(Tensor::numel)
                .sum();
    }

    @Override
    public void close() {
        optimizer.close();
        loss.close();
        input.close();
        model.close();
    }
}
