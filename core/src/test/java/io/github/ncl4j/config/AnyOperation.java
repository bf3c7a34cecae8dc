package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random augmentations, every type of operation among them. */
public final class AnyOperation {

    private AnyOperation() {}

    /** A list of any length, also none. */
    public static List<AugmentConfig.Operation> list(RandomGenerator random) {
        List<AugmentConfig.Operation> operations = new ArrayList<>();
        while (random.nextInt(4) > 0) {
            List<AugmentConfig.Operation> one = oneOfEach(random);
            operations.add(one.get(random.nextInt(one.size())));
        }
        return operations;
    }

    /** Every type once. */
    public static List<AugmentConfig.Operation> oneOfEach(RandomGenerator random) {
        double low = (1 - random.nextDouble()) / 2;
        double high = low + random.nextDouble() / 2;
        double probability = random.nextDouble();
        int size = 1 + random.nextInt(99);
        List<Integer> fill = List.of(random.nextInt(256), random.nextInt(256), random.nextInt(256));
        Interpolation antialiased = random.nextBoolean() ? Interpolation.BILINEAR : Interpolation.BICUBIC;
        Interpolation any = random.nextBoolean() ? Interpolation.NEAREST : antialiased;
        return List.of(
                new AugmentConfig.RandomCrop(size, random.nextInt(9)),
                new AugmentConfig.HorizontalFlip(probability),
                new AugmentConfig.Resize(size, antialiased),
                new AugmentConfig.CenterCrop(size),
                new GeometricOperation.RandomResizedCrop(size, low, high, low, high, antialiased),
                new GeometricOperation.VerticalFlip(probability),
                new GeometricOperation.Rotate(180 * low, any, fill, probability),
                new GeometricOperation.Shear(low, high, any, fill, probability),
                new GeometricOperation.Translate(low, high, any, fill, probability),
                new ColorOperation.ColorJitter(low, high, 0, low, probability),
                new ColorOperation.Grayscale(probability),
                new ColorOperation.GaussianBlur(low, high, probability),
                new ColorOperation.Sharpness(high, probability),
                new ColorOperation.Autocontrast(probability),
                new ColorOperation.Equalize(probability),
                new ColorOperation.Invert(probability),
                new ColorOperation.Posterize(random.nextInt(9), probability),
                new ColorOperation.Solarize(256 * low, probability),
                new ColorOperation.SolarizeAdd(random.nextInt(256), random.nextInt(257), probability),
                new OcclusionOperation.Cutout(size, 1 + random.nextInt(3)),
                new OcclusionOperation.RandomErasing(probability, low, high, low, high, fill),
                new AugmentationPolicy.AutoAugment(AugmentationPolicy.AutoAugment.Policy.CIFAR10),
                new AugmentationPolicy.RandAugment(1 + random.nextInt(3), 10 * low, high, probability, fill),
                new AugmentationPolicy.TrivialAugment(fill));
    }
}
