package io.github.ncl4j.train;

/** A run that cannot start or go on. The message says why and what to do, and is shown to users as it is. */
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A problem without a cause worth showing. */
    public TrainingException(String message) {
        super(message);
    }

    /** A problem with its cause. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
