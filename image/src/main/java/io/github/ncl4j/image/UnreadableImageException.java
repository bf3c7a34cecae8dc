package io.github.ncl4j.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An image file that cannot be decoded; the message names it. */
public final class UnreadableImageException extends DataException {

    private static final long serialVersionUID = 1L;

    /** A problem with its cause. */
    public UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What may fail while a file is decoded. */
    interface Attempt<T> {
        /** Does it. */
        T make() throws IOException;
    }

    /**
     * Gives what an attempt makes.
     *
     * @param origin where the file comes from, for the message
     * @throws UnreadableImageException if the file is broken or its image does not fit into memory
     */
    static <T> T naming(String origin, Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (IOException e) {
            OutOfMemoryError noMemory = noMemory(e);
            if (noMemory != null) {
                throw tooLarge(origin, noMemory);
            }
            throw new UnreadableImageException(
                    origin + ": cannot be decoded: " + e.getMessage() + "; replace the file or leave it out", e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(origin, e);
        }
    }

    /** Java's reader of PNG files wraps whatever it meets: a full heap must not make a good file a bad one. */
    private static @Nullable OutOfMemoryError noMemory(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof OutOfMemoryError)) {
            cause = cause.getCause();
        }
        return (OutOfMemoryError) cause;
    }

    /** An image is a few large arrays: where one of them does not fit, nothing else has suffered. */
    private static UnreadableImageException tooLarge(String origin, OutOfMemoryError e) {
        return new UnreadableImageException(
                origin + ": does not fit into memory; scale it down, leave it out, or start Java with a larger -Xmx",
                e);
    }
}
