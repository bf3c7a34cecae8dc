package io.github.ncl4j.image;

import org.jspecify.annotations.Nullable;

/**
 * A failure that whoever runs the program can mend: a file, a setting, a device, the disk. Its message names the cause and the way out and
 * is shown as it is; any other exception is a fault of the program and is shown with its kind. The base of all such exceptions of this
 * project; thrown itself where no caller needs to tell it from others.
 */
public class UserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong and what to do. */
    public UserException(String message) {
        super(message);
    }

    /** Says what is wrong and what to do, and keeps the cause. */
    public UserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
