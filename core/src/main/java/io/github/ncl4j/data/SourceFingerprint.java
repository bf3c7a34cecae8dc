package io.github.ncl4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells whether files are still those that something was made from, without reading them. */
final class SourceFingerprint {

    private SourceFingerprint() {}

    /**
     * SHA-256 over the path, the size and the time of the last change of every file, and what is done to the images.
     *
     * @param files a file that is gone is told from one that is there
     * @param upright whether photos are turned as their metadata say
     * @param shortestSide to which images are scaled down, or null
     */
    static byte[] of(List<Path> files, boolean upright, @Nullable Integer shortestSide) {
        MessageDigest digest = sha256();
        digest.update((byte) (upright ? 1 : 0));
        digest.update(ByteBuffer.allocate(4)
                .putInt(shortestSide == null ? 0 : shortestSide)
                .flip());
        for (Path file : files) {
            byte[] path = file.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer facts = ByteBuffer.allocate(20).putInt(path.length);
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                facts.putLong(attributes.size())
                        .putLong(attributes.lastModifiedTime().toMillis());
            } catch (IOException e) {
                facts.putLong(-1).putLong(-1); // the reader of the image will say what is wrong with it
            }
            digest.update(facts.flip());
            digest.update(path);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
