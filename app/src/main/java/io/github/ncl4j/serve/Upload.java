package io.github.ncl4j.serve;

import org.jspecify.annotations.Nullable;

/**
 * An image as a client sent it.
 *
 * @param name as the client calls it; null if it does not
 * @param bytes of the file; shared, so read only
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares uploads
public record Upload(@Nullable String name, byte[] bytes) {

    /** For messages. */
    String describe() {
        return name == null || name.isEmpty() ? "the image" : name;
    }
}
