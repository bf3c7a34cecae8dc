package io.github.ncl4j.augment;

import io.github.ncl4j.augment.pixels.BlendChain;
import io.github.ncl4j.augment.pixels.Hue;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;

/**
 * Changes brightness, contrast, saturation and hue in a random order by random factors, as torchvision's {@code ColorJitter}
 * (Chen, Kornblith, Norouzi, Hinton: A Simple Framework for Contrastive Learning of Visual Representations, ICML 2020,
 * appendix A). The first three factors are uniform in {@code [max(0, 1 - x), 1 + x]}, the hue's in {@code [-x, x]}; a change
 * with x = 0 is left out.
 *
 * @param brightness at least 0
 * @param contrast at least 0
 * @param saturation at least 0
 * @param hue part of the full circle, in [0, 0.5]
 */
record ColorJitter(double brightness, double contrast, double saturation, double hue) implements ImageTransform {

    private static final int CHANGES = 4;

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        BlendChain chain = new BlendChain(image);
        for (int change : random.permutation(CHANGES)) {
            switch (change) {
                case 0 -> {
                    if (brightness != 0) {
                        chain.brightness(factor(brightness, random));
                    }
                }
                case 1 -> {
                    if (contrast != 0) {
                        chain.contrast(factor(contrast, random));
                    }
                }
                case 2 -> {
                    if (saturation != 0) {
                        chain.saturation(factor(saturation, random));
                    }
                }
                default -> {
                    if (hue != 0) {
                        chain = new BlendChain(Hue.shift(chain.result(), random.uniform(-hue, hue)));
                    }
                }
            }
        }
        return chain.result();
    }

    private static double factor(double reach, RandomStream random) {
        return random.uniform(Math.max(0, 1 - reach), 1 + reach);
    }
}
