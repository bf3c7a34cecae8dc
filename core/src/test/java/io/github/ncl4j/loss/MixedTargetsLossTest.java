package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineScope.class)
class MixedTargetsLossTest {

    private static Objective.Value forward(
            Objective objective, double lambda, double[] logits, long[] targets, long[] partners) {
        Tensor z = Gradients.logits(logits, 1, targets.length, logits.length / targets.length);
        return new MixedTargetsLoss(objective, HostArrays.tensor(partners), lambda)
                .forward(z, HostArrays.tensor(targets));
    }

    @Test
    void crossEntropyIsThatOfMixedProbabilities() {
        // Probabilities (1/2, 1/4, 1/4); the image is 3/4 of class 0 and 1/4 of class 2: 3/4 ln 2 + 1/4 ln 4.
        double[] logits = {Math.log(2), 0, 0};
        try (CrossEntropyLoss plain = new CrossEntropyLoss()) {
            Objective.Value value = forward(plain, .75, logits, new long[] {0}, new long[] {2});

            assertThat(value.total().item_double()).isCloseTo(.75 * Math.log(2) + .25 * Math.log(4), within(1e-15));
            assertThat(value.parts().get("ce").item_double())
                    .isEqualTo(value.total().item_double());
        }
    }

    @Test
    void theWholeImageIsItsOwnAndNoneOfItThePartners() {
        double[] logits = Gradients.random(1, 6);
        try (NclLoss ncl = ncl()) {
            Tensor z = Gradients.logits(logits, 1, 2, 3);
            double own =
                    ncl.forward(z, HostArrays.tensor(new long[] {0, 1})).total().item_double();
            double partners =
                    ncl.forward(z, HostArrays.tensor(new long[] {1, 2})).total().item_double();

            assertThat(total(ncl, 1, logits)).isEqualTo(own);
            assertThat(total(ncl, 0, logits)).isEqualTo(partners);
            assertThat(total(ncl, .5, logits)).isCloseTo((own + partners) / 2, within(1e-14));
        }
    }

    private static double total(Objective objective, double lambda, double[] logits) {
        return forward(objective, lambda, logits, new long[] {0, 1}, new long[] {1, 2})
                .total()
                .item_double();
    }

    @Test
    void theGradientIsTheSlope() {
        Tensor targets = HostArrays.tensor(new long[] {0, 1});
        Tensor partners = HostArrays.tensor(new long[] {1, 2});
        try (NclLoss ncl = ncl()) {
            Objective mixed = new MixedTargetsLoss(ncl, partners, .3);
            Gradients.check(z -> mixed.forward(z, targets).total(), Gradients.random(2, 2 * 2 * 3), 2, 2, 3);
        }
    }

    private static NclLoss ncl() {
        return new NclLoss(
                LossConfig.Ncl.of(2, 1, 1, .6, .6), new int[] {60, 30, 10}, new Device(torch.DeviceType.CPU));
    }
}
