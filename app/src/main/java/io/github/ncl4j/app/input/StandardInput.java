package io.github.ncl4j.app.input;

import io.github.ncl4j.image.ImageDecoder;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** Standard input as images: the content of one image file, or the names of many, one on each line. */
final class StandardInput {

    /** What an image is called in results and messages. */
    static final String NAME = "standard input";

    private static final int BEGINNING = 12;

    private final BufferedInputStream in;

    StandardInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** Whether it begins as a JPEG, PNG, WebP or BMP file does. */
    boolean isImage() throws IOException {
        in.mark(BEGINNING);
        byte[] beginning = in.readNBytes(BEGINNING);
        in.reset();
        String text = new String(beginning, StandardCharsets.ISO_8859_1);
        boolean bitmap = text.startsWith("BM")
                && beginning.length == BEGINNING
                && Arrays.equals(beginning, 6, 10, new byte[4], 0, 4);
        return text.startsWith("\u00ff\u00d8") || text.startsWith("\u0089PNG") || text.startsWith("RIFF") || bitmap;
    }

    /** The content of the image, or one byte more than an image may have. */
    byte[] image() throws IOException {
        return in.readNBytes(ImageDecoder.MAX_BYTES + 1);
    }

    /** The names, as they come. */
    Stream<String> names() {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .lines()
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }
}
