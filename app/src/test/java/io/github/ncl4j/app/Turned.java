package io.github.ncl4j.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Pictures with the mark that the camera was held on its side. */
public final class Turned {

    private static final int BEHIND_HEADER = 33;

    private Turned() {}

    /** Copies a PNG, and adds a chunk with the EXIF orientation 6. */
    public static Path copy(Path png, Path target) throws IOException {
        return Files.write(target, png(Files.readAllBytes(png)));
    }

    /** As {@link #copy}, of a file's content. */
    public static byte[] png(byte[] picture) {
        byte[] exif = {
            'e', 'X', 'I', 'f', 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0
        };
        CRC32 checksum = new CRC32();
        checksum.update(exif);
        ByteBuffer turned = ByteBuffer.allocate(picture.length + exif.length + 8)
                .put(picture, 0, BEHIND_HEADER)
                .putInt(exif.length - 4)
                .put(exif)
                .putInt((int) checksum.getValue())
                .put(picture, BEHIND_HEADER, picture.length - BEHIND_HEADER);
        return turned.array();
    }
}
