package io.github.ncl4j.distributed;

import io.github.ncl4j.image.UserException;

/** Several processes that cannot start or go on together. The message says why and what to do, and is shown as it is. */
public final class DistributedException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A problem without a cause worth showing. */
    public DistributedException(String message) {
        super(message);
    }

    /** A problem with its cause. */
    public DistributedException(String message, Throwable cause) {
        super(message, cause);
    }
}
