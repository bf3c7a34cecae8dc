package io.github.ncl4j.serve.model;

/** A size of images that was wanted and not given, or given where the model has its own; the message says which. */
public final class ImageSizeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ImageSizeException(String message) {
        super(message);
    }
}
