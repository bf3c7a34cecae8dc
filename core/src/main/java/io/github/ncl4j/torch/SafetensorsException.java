package io.github.ncl4j.torch;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** A safetensors file that is damaged, lies about itself or does not hold what is asked. The message names file and fault. */
public final class SafetensorsException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A fault found in a file. */
    public SafetensorsException(String message) {
        super(message);
    }

    /** The reason of a failed access, in words: for two kinds Java has no message. */
    static String reason(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return "the thread was interrupted";
        }
        return e instanceof ClosedChannelException ? "the file is closed" : String.valueOf(e.getMessage());
    }

    /** A fault with its cause. */
    public SafetensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
