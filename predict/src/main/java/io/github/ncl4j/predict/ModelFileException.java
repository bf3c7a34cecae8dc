package io.github.ncl4j.predict;

import io.github.ncl4j.image.UserException;

/** A model file that cannot be used, or a model that failed. The message names the file, and is shown to users as it is. */
public final class ModelFileException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A problem without a cause worth showing. */
    public ModelFileException(String message) {
        super(message);
    }

    /** A problem with its cause. */
    public ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
