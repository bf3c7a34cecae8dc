package io.github.ncl4j.app.trained;

import io.github.ncl4j.config.DataConfig;
import java.nio.file.Path;

/** The validation images of a configuration, where they are now. */
public final class ValidationData {

    private ValidationData() {}

    /**
     * The same data in another place.
     *
     * @param data an archive or a folder, or annotations, as the format wants it
     */
    public static DataConfig at(DataConfig named, Path data) {
        boolean annotations = named.format() == DataConfig.Format.ANNOTATIONS;
        return new DataConfig(
                named.format(),
                annotations ? null : data,
                annotations ? named.trainAnnotations() : null,
                annotations ? data : null,
                named.longTail(),
                named.exifOrientation(),
                named.onBadImage(),
                named.sampler(),
                named.cache(),
                named.workers(),
                named.prefetch());
    }
}
