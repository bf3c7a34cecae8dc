package io.github.ncl4j.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the publisher says of a file's content.
 *
 * @param algorithm how it is computed
 * @param digits all its hexadecimal digits, lower-case: the first ones would be no evidence against a file made to have them
 */
public record Checksum(Algorithm algorithm, String digits) {

    /** How a checksum is computed. */
    public enum Algorithm {
        /** 32 digits. */
        MD5("MD5", 32),
        /** 64 digits. */
        SHA256("SHA-256", 64);

        private final String title;
        private final int digits;

        Algorithm(String title, int digits) {
            this.title = title;
            this.digits = digits;
        }

        /** The name, as it is usually written. */
        @Override
        public String toString() {
            return title;
        }
    }

    /** Checks the form. */
    public Checksum {
        if (!digits.matches("[0-9a-f]{" + algorithm.digits + "}")) {
            throw new IllegalArgumentException(digits + " is no " + algorithm + " checksum");
        }
    }

    /** The MD5 checksum. */
    public static Checksum md5(String digits) {
        return new Checksum(Algorithm.MD5, digits);
    }

    /** The SHA-256 checksum. */
    public static Checksum sha256(String digits) {
        return new Checksum(Algorithm.SHA256, digits);
    }

    /**
     * The whole checksum of a file by this one's algorithm.
     *
     * @throws IOException if the file cannot be read
     */
    String of(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm.title);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether a file's checksum is this one. */
    boolean matches(String found) {
        return found.equals(digits);
    }

    /** In a message: the digits. */
    @Override
    public String toString() {
        return digits;
    }
}
