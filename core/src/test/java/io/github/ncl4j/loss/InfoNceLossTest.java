package io.github.ncl4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.model.UnitLength;
import io.github.ncl4j.torch.EngineScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineScope.class)
class InfoNceLossTest {

    private static final InfoNceLoss HALF = new InfoNceLoss(0.5);

    @Test
    void minusTheLogarithmOfTheOwnKeysShareAmongThree() {
        // q = (1, 0). Own key (0.6, 0.8): similarity 0.6; earlier keys (0, 1): 0, and (-1, 0): -1. T = 0.5 doubles
        // them.
        Tensor query = Gradients.logits(new double[] {1, 0}, 1, 2);
        Tensor key = Gradients.logits(new double[] {0.6, 0.8}, 1, 2);
        Tensor queue = Gradients.logits(new double[] {0, -1, 1, 0}, 2, 2);

        double own = Math.exp(1.2);
        assertThat(HALF.forward(query, key, queue).item_double())
                .isCloseTo(-Math.log(own / (own + 1 + Math.exp(-2))), within(1e-15));
    }

    @Test
    void aMeanOverTheImages() {
        Tensor queries = Gradients.logits(new double[] {1, 0, 0, 1}, 2, 2);
        Tensor keys = Gradients.logits(new double[] {1, 0, 1, 0}, 2, 2);
        Tensor queue = Gradients.logits(new double[] {0, 1}, 2, 1);

        // The first finds its key (1 against 0), the second finds the queue's (0 against 1).
        double first = Math.log(1 + Math.exp(-2));
        double second = Math.log(1 + Math.exp(2));
        assertThat(HALF.forward(queries, keys, queue).item_double()).isCloseTo((first + second) / 2, within(1e-15));
    }

    @Test
    void whereAllKeysAreAlikeTheLossIsTheLogarithmOfTheirNumber() {
        Tensor one = Gradients.logits(new double[] {1, 0}, 1, 2);
        Tensor queue = Gradients.logits(new double[] {1, 1, 1, 0, 0, 0}, 2, 3);

        assertThat(HALF.forward(one, one, queue).item_double()).isCloseTo(Math.log(4), within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theGradientIsTheSlopeThroughTheScalingToUnitLengthToo(long seed) {
        Tensor keys = UnitLength.rows(Gradients.logits(Gradients.random(seed + 10, 3 * 4), 3, 4));
        Tensor queue = UnitLength.rows(Gradients.logits(Gradients.random(seed + 20, 5 * 4), 5, 4))
                .t();

        Gradients.check(
                projections -> HALF.forward(UnitLength.rows(projections), keys, queue),
                Gradients.random(seed, 3 * 4),
                3,
                4);
    }
}
