package io.github.ncl4j.app.trained;

import io.github.ncl4j.config.DataConfig;
import java.nio.file.Path;

/** The validation images of a configuration, where they are now. */
public final class ValidationData {

    private ValidationData() {}

    /**
     * Points a data configuration to another place.
     *
     * @param data an archive or a folder, or annotations, as the format wants it
     */
    public static DataConfig at(DataConfig named, Path data) {
        return named.format() == DataConfig.Format.ANNOTATIONS
                ? named.withValidationAnnotations(data)
                : named.withPath(data);
    }
}
