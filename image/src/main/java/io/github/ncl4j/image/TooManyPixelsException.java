package io.github.ncl4j.image;

/** An image whose header tells of more pixels than are read; nothing was allocated for it. */
public final class TooManyPixelsException extends DataException {

    private static final long serialVersionUID = 1L;

    /** A problem without a cause worth showing. */
    public TooManyPixelsException(String message) {
        super(message);
    }
}
