package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells whether files are still those that something was made from, without reading them. */
final class SourceFingerprint {

    private SourceFingerprint() {}

    /**
     * SHA-256 over the path, the size and the time of the last change of every file, and what is done to the images.
     *
     * @param shortestSide to which images are scaled down, or null
     * @param turned whether they are turned as their EXIF metadata say
     * @throws DataException if a file is gone
     */
    static byte[] of(List<Path> files, @Nullable Integer shortestSide, boolean turned) {
        MessageDigest digest = Sha256.start();
        digest.update(ByteBuffer.allocate(5)
                .putInt(shortestSide == null ? 0 : shortestSide)
                .put((byte) (turned ? 1 : 0))
                .flip());
        for (Path file : files) {
            byte[] path = file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
            BasicFileAttributes attributes = attributes(file);
            digest.update(ByteBuffer.allocate(20)
                    .putInt(path.length)
                    .putLong(attributes.size())
                    .putLong(attributes.lastModifiedTime().toMillis())
                    .flip());
            digest.update(path);
        }
        return digest.digest();
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
