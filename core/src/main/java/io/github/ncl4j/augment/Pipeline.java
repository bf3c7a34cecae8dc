package io.github.ncl4j.augment;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.Preparations;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.Shrink;
import java.util.ArrayList;
import java.util.Collections;
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
        return new Pipeline(joined(operations.stream().map(Operations::of).toList()));
    }

    private static List<ImageTransform> joined(List<ImageTransform> steps) {
        List<ImageTransform> joined = new ArrayList<>();
        for (ImageTransform step : steps) {
            int last = joined.size() - 1;
            if (step instanceof HorizontalFlip flip
                    && last >= 0
                    && joined.get(last) instanceof RandomResizedCrop crop) {
                joined.set(last, crop.then(flip));
            } else {
                joined.add(step);
            }
        }
        return List.copyOf(joined);
    }

    /**
     * How a run prepares images for evaluation, wherever they come from: as large as they are packed, where its configuration packs
     * images with a shortest side, and then by {@code augment.evaluate}. Images that are packed already stay as they are in the first
     * step. Nothing in it is random.
     */
    public static ImageTransform evaluation(ExperimentConfig config) {
        return prepared(config, config.augment().evaluate());
    }

    private static ImageTransform prepared(ExperimentConfig config, List<AugmentConfig.Operation> operations) {
        Integer side = config.data().cache() instanceof DataConfig.Cache.Packed packed ? packed.shortestSide() : null;
        if (side == null) {
            return of(operations);
        }
        Shrink shrink = new Shrink(side, Interpolation.BILINEAR);
        List<ImageTransform> steps = new ArrayList<>();
        steps.add((image, random) -> shrink.apply(image));
        operations.forEach(operation -> steps.add(Operations.of(operation)));
        return new Pipeline(joined(steps));
    }

    /** The preparation of images that {@link io.github.ncl4j.data.Datasets} needs to open the data sets of a run. */
    public static Preparations preparations(ExperimentConfig config) {
        ImageTransform evaluation = evaluation(config);
        ImageTransform training = prepared(config, config.augment().train());
        boolean isHeldOut = config.evaluate().validationFraction() > 0;
        return new Preparations(
                (image, random) -> {
                    if (isHeldOut) {
                        evaluation.apply(image, random);
                    }
                    return training.apply(image, random);
                },
                evaluation);
    }

    /**
     * What makes the views of one training image: {@code augment.copies} times the training operations, then, with a contrastive
     * branch, the key view's once. Each view wants a random stream of its own.
     */
    public static List<ImageTransform> views(ExperimentConfig config) {
        return views(config.augment(), config.contrastive() != null);
    }

    static List<ImageTransform> views(AugmentConfig augment, boolean withKey) {
        List<ImageTransform> views = new ArrayList<>(Collections.nCopies(augment.copies(), of(augment.train())));
        List<AugmentConfig.Operation> key = augment.key();
        if (withKey && key != null) {
            views.add(of(key));
        }
        return List.copyOf(views);
    }

    @Override
    public RgbImage apply(RgbImage image, RandomStream random) {
        return apply((ImageSource) image, random);
    }

    /** What the steps make on the way is used again for images to come. */
    @Override
    public RgbImage apply(ImageSource image, RandomStream random) {
        if (steps.isEmpty()) {
            return image.whole();
        }
        RgbImage result = steps.get(0).apply(image, random);
        for (ImageTransform step : steps.subList(1, steps.size())) {
            RgbImage next = step.apply(result, random);
            result.recycleUnlessIn(image, next);
            result = next;
        }
        return result;
    }
}
