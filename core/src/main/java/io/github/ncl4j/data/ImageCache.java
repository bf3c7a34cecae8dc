package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts annotated images where the configuration wants them once they are decoded.
 *
 * @param config where that is
 * @param workers threads that pack
 * @param packs whether images are packed; else they are scaled as packed images are, and decoded each time
 * @param resize makes what scales an image to a shortest side; null leaves images as they are
 */
record ImageCache(
        DataConfig.Cache config,
        int workers,
        boolean packs,
        @Nullable IntFunction<ImageTransform> resize) {

    /**
     * The images in their place.
     *
     * @param name of this part of the data, under which it is packed
     */
    ImageDataset of(AnnotatedImages images, String name) {
        if (config instanceof DataConfig.MemoryCache) {
            return new CachedDataset(images);
        } else if (config instanceof DataConfig.Packed packed) {
            Integer side = packed.shortestSide();
            ImageDataset sized =
                    side == null || resize == null ? images : new CappedDataset(images, side, resize.apply(side));
            return packs
                    ? PackedDataset.open(
                            packed.path().resolve(name + ".images"),
                            sized,
                            SourceFingerprint.of(
                                    images.files(),
                                    side,
                                    images.decoder().settings().applyOrientation()),
                            workers)
                    : sized;
        }
        return images;
    }
}
