package io.github.ncl4j.augment;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
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

    /** What scales an image to a shortest side, antialiased and bilinear. */
    public static ImageTransform toShortestSide(int pixels) {
        return of(List.of(new AugmentConfig.Resize(pixels)));
    }
}
