package io.github.ncl4j.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** A page of one file. Its policy lets the browser run the script and use the style that are in it, and no others. */
final class WebPage {

    private final byte[] html;
    private final String policy;

    private WebPage(byte[] html, String policy) {
        this.html = html;
        this.policy = policy;
    }

    /**
     * Reads a page that comes with this package.
     *
     * @param resource its file, with one {@code <script>} and one {@code <style>}
     */
    static WebPage load(String resource) {
        byte[] html = resource(resource);
        String text = new String(html, StandardCharsets.UTF_8);
        return new WebPage(
                html,
                "default-src 'none'; script-src '" + hash(text, "script") + "'; style-src '" + hash(text, "style")
                        + "'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'");
    }

    /** The content of a file that comes with this package. */
    static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(WebPage.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String hash(String html, String element) {
        String begin = "<" + element + ">";
        int from = html.indexOf(begin) + begin.length();
        String content = html.substring(from, html.indexOf("</" + element + ">", from));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** The page itself, UTF-8. */
    byte[] html() {
        return html.clone();
    }

    /** The content security policy. */
    String policy() {
        return policy;
    }
}
