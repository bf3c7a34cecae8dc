package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.UnreadableImageException;
import java.util.List;

/**
 * Makes the views of an image: reads it once, decodes what they need of it, and transforms it once for each view. Safe for use by several threads at once.
 *
 * @param dataset the images
 * @param views one transform for each view, at least one
 * @param seed decides all augmentations
 */
record AugmentedImages(ImageDataset dataset, List<ImageTransform> views, long seed) {

    AugmentedImages {
        views = List.copyOf(views);
        if (views.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one view");
        }
    }

    /**
     * The views of one image, a function of the arguments and the seed.
     *
     * @param epoch from 1; another epoch gives other random transforms
     * @param repetition how often the epoch has visited the image before; each visit is transformed anew
     * @throws DataException if the image cannot be read or transformed; the message names the file
     */
    RgbImage[] of(int epoch, int index, int repetition) {
        // For several views the whole is decoded once, and not a part of it for each.
        ImageSource image = views.size() == 1 ? dataset.source(index) : dataset.image(index);
        RgbImage[] result = new RgbImage[views.size()];
        try {
            for (int view = 0; view < result.length; view++) {
                RandomStream random = RandomPurpose.AUGMENT.stream(seed, epoch, index, repetition, view);
                result[view] = views.get(view).apply(image, random);
            }
        } catch (UnreadableImageException e) {
            throw e;
        } catch (DataException e) {
            throw new DataException(dataset.describe(index) + ": " + e.getMessage(), e);
        }
        return result;
    }

    /** Which view of which image, for messages. */
    String describe(int index, int view) {
        return dataset.describe(index) + (views.size() == 1 ? ":" : ", view " + (view + 1) + ":");
    }
}
