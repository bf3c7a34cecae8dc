package io.github.ncl4j.serve;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first bytes of the image formats that are read. */
final class ImageSignature {

    private static final List<String> BEGINNINGS = List.of("\u00ff\u00d8\u00ff", "\u0089PNG\r\n\u001a\n", "BM");
    private static final String RIFF = "RIFF";
    private static final String WEBP = "WEBP";
    private static final int WEBP_OFFSET = 8;

    private ImageSignature() {}

    /** Whether a file begins as a JPEG, PNG, BMP or WebP does. */
    static boolean isKnown(byte[] file) {
        return BEGINNINGS.stream().anyMatch(text -> isAt(file, 0, text))
                || (isAt(file, 0, RIFF) && isAt(file, WEBP_OFFSET, WEBP));
    }

    private static boolean isAt(byte[] file, int offset, String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (file[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
