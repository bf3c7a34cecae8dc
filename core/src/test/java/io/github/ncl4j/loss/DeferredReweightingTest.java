package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.DeferredConfig;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class DeferredReweightingTest {

    private static DeferredReweighting from(int epoch, double beta, int... classCounts) {
        return new DeferredReweighting(
                new CrossEntropyLoss(),
                new DeferredConfig.Reweight(epoch, beta),
                classCounts,
                new Device(torch.DeviceType.CPU));
    }

    private static double total(Objective objective, Tensor logits, long... targets) {
        return objective.forward(logits, HostArrays.tensor(targets)).total().item_double();
    }

    @Test
    void untilItsEpochItIsTheLossItself() {
        Tensor logits = Gradients.logits(Gradients.random(1, 12), 2, 2, 3);
        try (CrossEntropyLoss plain = new CrossEntropyLoss();
                DeferredReweighting deferred = from(3, 0.99, 60, 30, 10)) {
            double expected = total(plain, logits, 0, 2);
            for (int epoch = 1; epoch < 3; epoch++) {
                deferred.startEpoch(epoch);
                assertThat(total(deferred, logits, 0, 2)).isEqualTo(expected);
            }
            deferred.startEpoch(3);
            assertThat(total(deferred, logits, 0, 2)).isNotCloseTo(expected, within(1e-3));
        }
    }

    @Test
    void fromItOnImagesCountByTheirClass() {
        // beta 1/2 and counts (1, 2, 3): weights in proportion 63 : 42 : 36. Image 0 is of class 0, whose probability
        // is
        // 1/2; image 1 of class 2, with 1/4.
        Tensor logits = Gradients.logits(new double[] {Math.log(2), 0, 0, Math.log(2), 0, 0}, 1, 2, 3);
        try (DeferredReweighting deferred = from(1, 0.5, 1, 2, 3)) {
            deferred.startEpoch(1);

            assertThat(total(deferred, logits, 0, 2))
                    .isCloseTo((63 * Math.log(2) + 36 * Math.log(4)) / 99, within(1e-7));
        }
    }

    @Test
    void expertsAddUpUnderOneSetOfWeights() {
        double[] once = Gradients.random(2, 6);
        double[] twice = new double[12];
        System.arraycopy(once, 0, twice, 0, 6);
        System.arraycopy(once, 0, twice, 6, 6);
        try (DeferredReweighting deferred = from(1, 0.99, 60, 30, 10)) {
            deferred.startEpoch(1);

            assertThat(total(deferred, Gradients.logits(twice, 2, 2, 3), 0, 2))
                    .isCloseTo(2 * total(deferred, Gradients.logits(once, 1, 2, 3), 0, 2), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void equalCountsMakeTheLossItself(int epoch) {
        Tensor logits = Gradients.logits(Gradients.random(3, 12), 2, 2, 3);
        try (CrossEntropyLoss plain = new CrossEntropyLoss();
                DeferredReweighting deferred = from(2, 0.99, 20, 20, 20)) {
            deferred.startEpoch(epoch);

            assertThat(total(deferred, logits, 0, 2)).isCloseTo(total(plain, logits, 0, 2), within(1e-13));
        }
    }

    @Test
    void theGradientIsTheSlope() {
        Tensor targets = HostArrays.tensor(new long[] {0, 2});
        try (DeferredReweighting deferred = from(1, 0.99, 60, 30, 10)) {
            deferred.startEpoch(1);
            Gradients.check(z -> deferred.forward(z, targets).total(), Gradients.random(4, 12), 2, 2, 3);
        }
    }

    @Test
    void aClassWithoutImagesIsRefused() {
        assertThatThrownBy(() -> from(1, 0.99, 5, 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("class 1 has 0 training images");
    }
}
