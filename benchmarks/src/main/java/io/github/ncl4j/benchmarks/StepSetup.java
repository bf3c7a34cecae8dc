package io.github.ncl4j.benchmarks;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.train.Optimizer;
import io.github.ncl4j.train.StepResult;
import io.github.ncl4j.train.TrainStep;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The trainer's own step, ready to run on a batch of noise. Owns what it is made of.
 *
 * @param step from the bytes of a batch to updated weights
 * @param batch the same for every step
 */
record StepSetup(TrainStep step, Batch batch) implements AutoCloseable {

    private static final double LEARNING_RATE = 0.01;

    /** Builds model, loss and optimizer; the device belongs to the caller's scope. */
    static StepSetup of(Workload workload) {
        Device device = new Device(torch.DeviceType.CPU);
        ModelConfig config = new ModelConfig(
                workload.experts(), new ModelConfig.CifarResNet(workload.depth()), new ModelConfig.Linear(true), 0);
        ExpertEnsemble model = ExpertEnsemble.create(config, workload.classes(), 1, device);
        ImageInput input = new ImageInput(
                new AugmentConfig.Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.201)),
                device);
        NclLoss loss = new NclLoss(new LossConfig.Ncl(null, 1, 1, 0.6, 0.6), longTail(workload.classes()), device);
        Optimizer optimizer = Optimizer.of(
                new TrainConfig.Sgd(LEARNING_RATE, 0.9, true, 2e-4),
                model.weights().parameters());
        return new StepSetup(new TrainStep(model, input, loss, optimizer, 0), noise(workload));
    }

    private static Batch noise(Workload workload) {
        Random random = new Random(1);
        byte[] bytes = new byte[workload.batch() * Workload.SIZE * Workload.SIZE * 3];
        random.nextBytes(bytes);
        BytePointer pixels = Memory.keep(new BytePointer(bytes));
        long[] targets = random.longs(workload.batch(), 0, workload.classes()).toArray();
        return new Batch(pixels, 1, workload.batch(), Workload.SIZE, Workload.SIZE, targets, new int[workload.batch()]);
    }

    /** From 500 images down to 5, as CIFAR-100-LT with an imbalance factor of 100. */
    private static int[] longTail(int classes) {
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = (int) (500 * Math.pow(0.01, c / (double) Math.max(1, classes - 1)));
        }
        return counts;
    }

    /** Runs one step, to its end: the result has waited for the engine. */
    StepResult run() {
        return step.run(batch, LEARNING_RATE);
    }

    /** The number of trained weights. */
    long parameters() {
        return step.optimizer().parameters().values().stream()
                .mapToLong(Tensor::numel)
                .sum();
    }

    @Override
    public void close() {
        Memory.release(batch.pixels());
        step.optimizer().close();
        step.objective().close();
        step.input().close();
        step.model().close();
    }
}
