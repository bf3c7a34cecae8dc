package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/**
 * A stretch of native memory. Whoever holds it frees it, or gives it back to the pool that it came from; it is never left to
 * the garbage collector.
 */
final class PixelBuffer {

    private final BytePointer pointer;
    private final ByteBuffer bytes;

    /** Allocates, with undefined content. */
    PixelBuffer(int size) {
        // Out of reach of the scopes of whichever thread comes here.
        pointer = new BytePointer(size);
        pointer.retainReference();
        bytes = pointer.asByteBuffer();
    }

    int size() {
        return bytes.capacity();
    }

    /** Where the memory begins; valid until it is freed. */
    BytePointer pointer() {
        return pointer;
    }

    /** Writes the bytes of an image. Several threads may write to different places at once. */
    void put(int position, RgbImage image) {
        image.writeTo(bytes, position);
    }

    void free() {
        pointer.releaseReference();
    }
}
