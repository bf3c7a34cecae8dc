package io.github.ncl4j.app.output;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.util.Locale;

/** Standard output cannot be written, so the results of a command are not whole. */
public final class StandardOutputException extends UserException {

    private static final long serialVersionUID = 1L;

    /** Names the cause. */
    StandardOutputException(IOException cause) {
        super("standard output: cannot be written: " + cause.getMessage() + "; the results are not whole", cause);
    }

    /** Whether the reader of a pipe has left, as {@code head} does when it has seen enough. */
    public boolean isClosedPipe() {
        return String.valueOf(getCause()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}
