package io.github.ncl4j.augment;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.Interpolation;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;
import java.util.List;

/** The operations that a configuration declares, one after the other. */
public final class Pipeline implements ImageTransform {

    private final List<ImageTransform> steps;

    private Pipeline(List<ImageTransform> steps) {
        this.steps = steps;
    }

    /**
     * The pipeline of some operations; of none, it returns every image as it is.
     *
     * @param operations in the order in which they are applied
     */
    public static ImageTransform of(List<AugmentConfig.Operation> operations) {
        return new Pipeline(operations.stream().map(Pipeline::step).toList());
    }

    private static ImageTransform step(AugmentConfig.Operation operation) {
        if (operation instanceof AugmentConfig.RandomCrop crop) {
            return new RandomCrop(crop.size(), crop.padding());
        } else if (operation instanceof AugmentConfig.HorizontalFlip flip) {
            return new HorizontalFlip(flip.probability());
        } else if (operation instanceof AugmentConfig.Resize resize) {
            return new Resize(resize.shortestSide(), Interpolation.BILINEAR);
        } else if (operation instanceof AugmentConfig.CenterCrop crop) {
            return new CenterCrop(crop.size());
        }
        throw new AssertionError("the sealed interface permits no other operation: " + operation);
    }

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        RgbImage result = image;
        for (ImageTransform step : steps) {
            result = step.apply(result, random);
        }
        return result;
    }
}
