package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.UnreadableImageException;
import java.util.List;

/**
 * Makes the views of an image: reads it once, decodes what they need of it, and transforms it once for each view. Safe for use by
 * several threads at once.
 *
 * @param dataset the images
 * @param views one transform for each view, at least one
 * @param seed decides all augmentations
 */
public record AugmentedImages(ImageDataset dataset, List<ImageTransform> views, long seed) {

    /** Copies the list of views. */
    public AugmentedImages {
        views = List.copyOf(views);
        if (views.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one view");
        }
    }

    /** Takes views as they are made. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one; the image is not to be kept. */
        void put(int view, RgbImage image);
    }

    /**
     * Makes the views of one image, a function of the arguments and the seed.
     *
     * @param epoch from 1; another epoch gives other random transforms
     * @param repetition how often the epoch has visited the image before; each visit is transformed anew
     * @param sink takes each view, in order, before the next is made
     * @throws DataException if the image cannot be read or transformed; the message names the file
     */
    public void of(int epoch, int index, int repetition, Sink sink) {
        ImageSource source = dataset.source(index);
        // For several views the whole is decoded once, and not a part of it for each.
        ImageSource image = views.size() == 1 ? source : source.whole();
        for (int view = 0; view < views.size(); view++) {
            RgbImage made =
                    transform(image, index, view, RandomPurpose.AUGMENT.stream(seed, epoch, index, repetition, view));
            sink.put(view, made);
            made.recycleUnlessIn(image);
        }
        if (image instanceof RgbImage whole) {
            whole.recycleUnlessIn(source);
        }
    }

    private RgbImage transform(ImageSource image, int index, int view, RandomStream random) {
        try {
            return views.get(view).apply(image, random);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (DataException e) {
            throw new DataException(dataset.describe(index) + ": " + e.getMessage(), e);
        }
    }

    /** Which view of which image, for messages. */
    String describe(int index, int view) {
        return dataset.describe(index) + (views.size() == 1 ? ":" : ", view " + (view + 1) + ":");
    }
}
