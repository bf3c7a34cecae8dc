package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class DistillationLossTest {

    private static final double LN2 = Math.log(2);

    private static DistillConfig config(double temperature, double weight) {
        return new DistillConfig(Path.of("teacher.safetensors"), temperature, weight);
    }

    private static Objective.Value forward(
            Objective objective, DistillConfig config, double[] teacher, double[] student, int experts) {
        int images = teacher.length / 3;
        Tensor z = Gradients.logits(student, experts, images, 3);
        return new DistillationLoss(Gradients.logits(teacher, images, 3), config)
                .addTo(objective.forward(z, HostArrays.tensor(new long[images])), z);
    }

    private static double part(Objective.Value value) {
        return value.parts().get(DistillationLoss.PART).item_double();
    }

    @Test
    void theDivergenceOfTheTeacherFromTheStudent() {
        // Logits (2 ln 2, 0, 0) at temperature 2: p = (1/2, 1/4, 1/4). The student says q = (1/4, 1/4, 1/2).
        // KL(p || q) = 1/2 ln 2 + 0 + 1/4 ln 1/2 = ln 2 / 4, times the square of 2: ln 2.
        // The other image has p = q. The mean over both: ln 2 / 2.
        double[] teacher = {2 * LN2, 0, 0, 5, 5, 5};
        double[] student = {0, 0, 2 * LN2, 0, 0, 0};
        try (CrossEntropyLoss crossEntropy = new CrossEntropyLoss()) {
            Objective.Value value = forward(crossEntropy, config(2, 3), teacher, student, 1);

            assertThat(part(value)).isCloseTo(LN2 / 2, within(1e-15));
            // Target 0 in both: the student's softmax at temperature 1 is (1/6, 1/6, 4/6), then (1/3, 1/3, 1/3).
            double ce = (Math.log(6) + Math.log(3)) / 2;
            assertThat(value.parts().get("ce").item_double()).isCloseTo(ce, within(1e-15));
            assertThat(value.total().item_double()).isCloseTo(ce + 3 * LN2 / 2, within(1e-14));
            assertThat(value.parts().keySet()).containsExactly("ce", "distillation");
        }
    }

    @Test
    void everyExpertLearnsFromTheSameTeacher() {
        // The example above for one expert; the other is of the teacher's opinion already.
        double[] teacher = {2 * LN2, 0, 0};
        try (CrossEntropyLoss crossEntropy = new CrossEntropyLoss()) {
            Objective.Value value =
                    forward(crossEntropy, config(2, 1), teacher, new double[] {0, 0, 2 * LN2, 2 * LN2, 0, 0}, 2);

            assertThat(part(value)).isCloseTo(LN2, within(1e-15));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 4})
    void theGradientIsTheDifferenceOfTheSoftmaxesTimesTheTemperature(double temperature) {
        double[] teacher = Gradients.random(3, 3);
        double[] student = Gradients.random(4, 3);

        double[] gradient = Gradients.of(
                z -> new DistillationLoss(Gradients.logits(teacher, 1, 3), config(temperature, 1))
                        .addTo(new Nothing().forward(z, HostArrays.tensor(new long[1])), z)
                        .parts()
                        .get(DistillationLoss.PART),
                student,
                1,
                1,
                3);

        double[] p = softmax(teacher, temperature);
        double[] q = softmax(student, temperature);
        for (int c = 0; c < 3; c++) {
            assertThat(gradient[c]).isCloseTo(temperature * (q[c] - p[c]), within(1e-12));
        }
    }

    private static double[] softmax(double[] logits, double temperature) {
        double sum = 0;
        double[] p = new double[logits.length];
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(logits[c] / temperature);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void theGradientIsTheSlope() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        Tensor teacher = Gradients.logits(Gradients.random(5, 6), 2, 3);
        try (BalancedSoftmaxLoss balanced =
                new BalancedSoftmaxLoss(new int[] {60, 30, 10}, new Device(torch.DeviceType.CPU))) {
            DistillationLoss taught = new DistillationLoss(teacher, config(3, 0.7));
            Gradients.check(
                    z -> taught.addTo(balanced.forward(z, targets), z).total(), Gradients.random(6, 6), 1, 2, 3);
        }
    }

    @Test
    void whereTheTeacherIsSureToTheLastBitNothingOverflows() {
        Tensor z = Gradients.logits(new double[] {LN2, 0, 0}, 1, 1, 3).set_requires_grad(true);

        Tensor part = new DistillationLoss(Gradients.logits(new double[] {2000, 0, 0}, 1, 3), config(1, 1))
                .addTo(new Nothing().forward(z, HostArrays.tensor(new long[1])), z)
                .parts()
                .get(DistillationLoss.PART);
        part.backward();

        // KL((1, 0, 0) || (1/2, 1/4, 1/4)) = ln 2; its slope is q - p.
        assertThat(part.item_double()).isCloseTo(LN2, within(1e-15));
        assertThat(HostArrays.doubles(z.grad())).containsExactly(new double[] {-.5, .25, .25}, within(1e-15));
    }

    /** A loss that is 0. */
    private record Nothing() implements Objective {
        @Override
        public Value forward(Tensor logits, Tensor targets) {
            return new Value(torch.zeros(new long[0]).to(torch.ScalarType.Double), java.util.Map.of());
        }

        @Override
        public void close() {}
    }
}
