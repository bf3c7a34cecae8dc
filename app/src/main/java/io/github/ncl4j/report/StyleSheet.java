package io.github.ncl4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** The style of all pages, and the policy that lets a page have this style, pictures of its own, and nothing else. */
final class StyleSheet {

    private StyleSheet() {}

    /** The element, as the policy knows it. */
    static String element() {
        return "<style>" + css() + "</style>";
    }

    /** A content security policy: no script, no request to anywhere, no other style. */
    static String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(css().getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash)
                    + "'; img-src data:; base-uri 'none'; form-action 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }

    private static String css() {
        try (InputStream in = Objects.requireNonNull(StyleSheet.class.getResourceAsStream("page.css"), "page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
