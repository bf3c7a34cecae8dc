package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.golden.Fill;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.GoldenFolder;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.loss.NclLoss;
import io.github.ncl4j.loss.NclPlusLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole training steps of NCL and NCL++ against the reference's own: images to loss, gradients, updated weights and running
 * statistics. At the published learning rate two steps are all that can be compared (golden NOTES.md, section 1).
 */
@Tag("golden")
class TrainGoldenTest {

    @TestFactory
    Stream<DynamicTest> trainingSteps() {
        return GoldenFolder.tests("train_ncl_*.json", TrainGoldenTest::check);
    }

    @TestFactory
    Stream<DynamicTest> trainingStepsOfNclPlus() {
        return GoldenFolder.tests("train_plus_*.json", TrainGoldenTest::check);
    }

    private static void check(Path file) {
        Engine.start();
        Engine.setThreads(Integer.getInteger("ncl4j.threads", 1));
        try (GoldenCase golden = new GoldenCase(file);
                PointerScope scope = new PointerScope()) {
            JsonNode config = golden.config();
            Device device = new Device(torch.DeviceType.CPU);
            try (ExpertEnsemble model = model(config, device);
                    ImageInput input = new ImageInput(normalization(config), device);
                    Objective loss = loss(golden, device);
                    Optimizer optimizer = optimizer(config, model)) {
                Fill.fill(model.weights().state(), config.path("fill_seed").asLong());
                Run run = new Run(golden, model, input, loss, optimizer);
                run.steps(run.chaotic() ? 2 : config.path("steps").asInt());
            }
        }
    }

    private static ExpertEnsemble model(JsonNode config, Device device) {
        JsonNode classifier = config.path("CLASSIFIER");
        boolean bias = classifier.path("BIAS").asBoolean();
        ModelConfig.Classifier kind = switch (classifier.path("TYPE").asText()) {
            case "FC" -> new ModelConfig.Linear(bias);
            case "cos" -> new ModelConfig.Cosine(classifier.path("COS_SCALE").asDouble(), bias);
            default -> throw new AssertionError("unknown classifier " + classifier);
        };
        assertThat(config.path("backbone").asText()).isEqualTo("res32_cifar");
        ModelConfig.CifarResNet backbone = new ModelConfig.CifarResNet(32);
        return ExpertEnsemble.create(
                new ModelConfig(config.path("experts").asInt(), backbone, kind, 0),
                config.path("classes").asInt(),
                0,
                device);
    }

    private static Objective loss(GoldenCase golden, Device device) {
        JsonNode config = golden.config().path("LOSS");
        JsonNode factors = config.path("MULTI_CLASIIFIER_LOSS");
        int hcmN = config.path("HCM_N").asInt();
        double ceRatio = config.path("CE_RATIO").asDouble();
        double hcmRatio = config.path("HCM_RATIO").asDouble();
        double nbodFactor = factors.path("DIVERSITY_FACTOR").asDouble();
        return switch (config.path("LOSS_TYPE").asText()) {
            case "NIL_NBOD" -> {
                double nbodHcmFactor = factors.path("DIVERSITY_FACTOR_HCM").asDouble();
                yield new NclLoss(
                        new LossConfig.Ncl(hcmN, ceRatio, hcmRatio, nbodFactor, nbodHcmFactor),
                        golden.classCounts(),
                        device);
            }
            case "NIL_NBOD_plus" ->
                new NclPlusLoss(
                        new LossConfig.NclPlus(hcmN, ceRatio, hcmRatio, nbodFactor),
                        golden.config().path("INTRA_N").asInt(),
                        golden.classCounts(),
                        device);
            default -> throw new AssertionError("unknown loss " + config);
        };
    }

    private static Optimizer optimizer(JsonNode config, ExpertEnsemble model) {
        JsonNode sgd = config.path("optimizer");
        return Optimizer.of(
                new TrainConfig.Sgd(
                        sgd.path("lr").asDouble(),
                        sgd.path("momentum").asDouble(),
                        sgd.path("nesterov").asBoolean(),
                        sgd.path("weight_decay").asDouble()),
                model.weights().parameters());
    }

    private static AugmentConfig.Normalization normalization(JsonNode config) {
        List<Double> mean = new ArrayList<>();
        List<Double> std = new ArrayList<>();
        config.path("mean").forEach(value -> mean.add(value.asDouble()));
        config.path("std").forEach(value -> std.add(value.asDouble()));
        return new AugmentConfig.Normalization(mean, std);
    }

    /** A model under training and what it should do. */
    private record Run(GoldenCase golden, ExpertEnsemble model, ImageInput input, Objective loss, Optimizer optimizer) {

        void steps(int count) {
            double[] losses = golden.doubles("loss");
            for (int step = 1; step <= count; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor total = forward(step);
                    assertThat(total.item_double())
                            .as("loss of step %d", step)
                            .isCloseTo(losses[step - 1], within(Tolerances.trainLoss(golden, step, losses[step - 1])));
                    total.backward();
                    if (step == 1) {
                        compareNorms(
                                "grad_stats_step0",
                                "grad_names",
                                model.weights().parameters(),
                                Tensor::grad,
                                Tolerances.TRAIN_GRADIENT);
                    }
                    optimizer.step(learningRate());
                    optimizer.zeroGradients();
                }
                compareState(step);
            }
        }

        private double learningRate() {
            return golden.config().path("optimizer").path("lr").asDouble();
        }

        /** Whether rounding grows so fast that the second update is no evidence any more. */
        boolean chaotic() {
            return learningRate() > 1e-3;
        }

        private Tensor forward(int step) {
            Tensor images = input.images(pixels(step), views() * batch(), 32, 32);
            Tensor logits = model.forward(images, true);
            long[] labels = golden.longs("labels");
            long[] targets = Arrays.copyOfRange(labels, (step - 1) * batch(), step * batch());
            Tensor rows = input.targets(targets).repeat(views());
            if (step == 1) {
                assertThat(HostArrays.floats(images.narrow(0, 0, batch())))
                        .as("input")
                        .containsExactly(golden.floats("input_step0_view0"));
                assertThat(accuracy(logits, rows))
                        .as("accuracy on all views")
                        .isCloseTo(golden.doubles("train_acc")[0], within(1e-12));
            }
            return loss.forward(logits, rows).total();
        }

        private static double accuracy(Tensor logits, Tensor targets) {
            Tensor predicted = logits.mean(0).argmax(new LongOptional(1), false);
            return predicted.eq(targets).to(torch.ScalarType.Double).mean().item_double();
        }

        private int batch() {
            return golden.config().path("batch").asInt();
        }

        private int views() {
            return golden.config().path("views").asInt();
        }

        /** From the file's step, view, image, channel, row, column to view, image, row, column, channel. */
        private byte[] pixels(int step) {
            byte[] planes = golden.bytes("images_u8");
            byte[] pixels = new byte[views() * batch() * 32 * 32 * 3];
            int start = (step - 1) * pixels.length;
            for (int i = 0; i < pixels.length; i++) {
                int image = i / (3 * 32 * 32);
                int place = i / 3 % (32 * 32);
                pixels[i] = planes[start + (image * 3 + i % 3) * 32 * 32 + place];
            }
            return pixels;
        }

        /** After the steps whose state the file has; at the published learning rate only after the first. */
        private void compareState(int step) {
            if (golden.has("state_stats_step" + step) && (step == 1 || !chaotic())) {
                compareNorms(
                        "state_stats_step" + step,
                        "state_names",
                        model.weights().state(),
                        UnaryOperator.identity(),
                        Tolerances.trainState(golden, step));
            }
        }

        private void compareNorms(
                String statistics,
                String names,
                Map<String, Tensor> tensors,
                UnaryOperator<Tensor> value,
                double tolerance) {
            List<String> order = golden.texts(names);
            assertThat(tensors.keySet()).as(names).containsExactlyInAnyOrderElementsOf(order);
            double[] expected = golden.doubles(statistics); // [sum, L2] of each
            try (PointerScope scope = new PointerScope()) {
                for (int i = 0; i < order.size(); i++) {
                    double norm = norm(HostArrays.doubles(value.apply(tensors.get(order.get(i)))));
                    assertThat(norm)
                            .as("%s of %s", statistics, order.get(i))
                            .isCloseTo(expected[2 * i + 1], within(tolerance * expected[2 * i + 1]));
                }
            }
        }

        private static double norm(double[] values) {
            double squares = 0;
            for (double value : values) {
                squares += value * value;
            }
            return Math.sqrt(squares);
        }
    }
}
