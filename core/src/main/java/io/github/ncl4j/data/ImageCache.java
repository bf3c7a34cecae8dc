package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Shrink;

/**
 * Puts annotated images where the configuration wants them once they are decoded.
 *
 * @param config where that is
 * @param workers threads that pack
 * @param packs whether images are packed; else they keep their own size, and are decoded each time
 */
record ImageCache(DataConfig.Cache config, int workers, boolean packs) {

    /**
     * The images in their place.
     *
     * @param name of this part of the data, under which it is packed
     */
    ImageDataset of(AnnotatedImages images, String name) {
        if (config instanceof DataConfig.Cache.Memory) {
            return new CachedDataset(images);
        } else if (packs && config instanceof DataConfig.Cache.Packed packed) {
            Integer side = packed.shortestSide();
            return PackedDataset.open(
                    packed.path().resolve(name + ".images"),
                    side == null ? images : new CappedDataset(images, new Shrink(side, Interpolation.BILINEAR)),
                    SourceFingerprint.of(
                            images.files(), side, images.decoder().settings().applyOrientation()),
                    workers);
        }
        return images;
    }
}
