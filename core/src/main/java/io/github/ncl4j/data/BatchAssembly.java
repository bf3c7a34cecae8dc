package io.github.ncl4j.data;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Makes one batch: reads, transforms and joins its images. Safe for use by several threads at once. */
final class BatchAssembly {

    private final ImageDataset dataset;
    private final ImageTransform transform;
    private final long seed;

    BatchAssembly(ImageDataset dataset, ImageTransform transform, long seed) {
        this.dataset = dataset;
        this.transform = transform;
        this.seed = seed;
    }

    /**
     * The batch of some images, a function of its arguments and the seed.
     *
     * @param epoch from 1; another epoch gives other random transforms
     * @param indices at least one
     * @param cancelled asked before each image
     * @throws DataException if an image cannot be read or transformed, or has another size than the first
     * @throws CancellationException as soon as {@code cancelled} says so
     */
    Batch batch(int epoch, int[] indices, BooleanSupplier cancelled) {
        long[] targets = new long[indices.length];
        RgbImage first = image(epoch, indices[0]);
        byte[] pixels = new byte[size(indices, first)];
        for (int i = 0; i < indices.length; i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the epoch is closed");
            }
            RgbImage image = i == 0 ? first : image(epoch, indices[i]);
            requireSameSize(image, indices[i], first, indices[0]);
            System.arraycopy(image.pixels(), 0, pixels, i * first.pixels().length, first.pixels().length);
            targets[i] = dataset.target(indices[i]);
        }
        return new Batch(pixels, indices.length, first.height(), first.width(), targets, indices);
    }

    private RgbImage image(int epoch, int index) {
        RgbImage image = dataset.image(index);
        try {
            return transform.apply(image, RandomPurpose.AUGMENT.stream(seed, epoch, index));
        } catch (DataException e) {
            throw new DataException(dataset.describe(index) + ": " + e.getMessage(), e);
        }
    }

    private int size(int[] indices, RgbImage first) {
        long size = (long) indices.length * first.pixels().length;
        if (size > Integer.MAX_VALUE - 8) {
            throw new DataException(dataset.describe(indices[0]) + ": " + indices.length + " images of "
                    + dimensions(first) + " are too large for one batch; scale or crop them");
        }
        return (int) size;
    }

    private void requireSameSize(RgbImage image, int index, RgbImage first, int firstIndex) {
        if (image.width() != first.width() || image.height() != first.height()) {
            throw new DataException(dataset.describe(index) + ": has " + dimensions(image) + ", but "
                    + dataset.describe(firstIndex) + " in the same batch has " + dimensions(first)
                    + "; end the augmentation with a crop to one size");
        }
    }

    private static String dimensions(RgbImage image) {
        return image.width() + " x " + image.height() + " pixels";
    }
}
