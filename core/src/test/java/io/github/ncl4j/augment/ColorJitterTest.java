package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.augment.pixels.Enhance;
import io.github.ncl4j.augment.pixels.Hue;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColorJitterTest {

    @Test
    void factorsAreUniformAboutOne() {
        RgbImage image = Images.grey(1, 1, 100);
        double[] sum = new double[1];
        int[] low = new int[1];
        Draws.repeat(1, random -> {
            int level = Images.samples(new ColorJitter(0.4, 0, 0, 0).apply(image, random))[0];
            assertThat(level).isBetween(60, 140);
            sum[0] += level + 0.5;
            low[0] += level < 80 ? 1 : 0;
        });
        assertThat(sum[0] / Draws.COUNT).isCloseTo(100, within(5 * 80 / Math.sqrt(12.0 * Draws.COUNT)));
        Draws.assertFrequency("the lowest quarter", low[0], Draws.COUNT, 0.25);
    }

    @Test
    void factorsAreNeverNegative() {
        RgbImage image = Images.grey(1, 1, 100);
        int[] dark = new int[1];
        Draws.repeat(
                2,
                random -> dark[0] += Images.samples(new ColorJitter(3, 0, 0, 0).apply(image, random))[0] < 100 ? 1 : 0);
        Draws.assertFrequency("below 1 of [0, 4]", dark[0], Draws.COUNT, 0.25);
    }

    @Test
    void changesFollowTheDrawnOrder() {
        RgbImage noise = Images.noise(12, 10);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            RandomStream same = RandomStream.of(3, i);
            int[] order = same.permutation(4);
            orders.add(Arrays.toString(order));
            RgbImage expected = noise;
            for (int change : order) {
                expected = switch (change) {
                    case 0 -> Enhance.brightness(expected, same.uniform(0.6, 1.4));
                    case 1 -> Enhance.contrast(expected, same.uniform(0.7, 1.3));
                    case 2 -> Enhance.color(expected, same.uniform(0, 3));
                    default -> Hue.shift(expected, same.uniform(-0.1, 0.1));
                };
            }
            RgbImage actual = new ColorJitter(0.4, 0.3, 2, 0.1).apply(noise, RandomStream.of(3, i));
            assertThat(actual.pixels()).isEqualTo(expected.pixels());
        }
        assertThat(orders).hasSize(24);
    }

    @Test
    void nothingToChangeChangesNothing() {
        RgbImage noise = Images.noise(5, 5);
        assertThat(new ColorJitter(0, 0, 0, 0).apply(noise, RandomStream.of(1))).isSameAs(noise);
    }
}
