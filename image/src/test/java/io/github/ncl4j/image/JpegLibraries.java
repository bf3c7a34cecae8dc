package io.github.ncl4j.image;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import org.junit.jupiter.api.Assumptions;

/** Decoders for tests that run on both paths. */
final class JpegLibraries {

    private JpegLibraries() {}

    /** A decoder with the default limits; skips the test if it asks for libjpeg-turbo where there is none. */
    static ImageDecoder decoder(JpegLibrary library) {
        return decoder(library, ImageDecoder.MAX_PIXELS);
    }

    static ImageDecoder decoder(JpegLibrary library, long maxPixels) {
        ImageDecoder decoder =
                new ImageDecoder(new ImageDecoder.Settings(ImageDecoder.MAX_BYTES, maxPixels, true, library));
        Assumptions.assumeTrue(
                library == JpegLibrary.BUNDLED || decoder.name().startsWith("libjpeg-turbo"),
                "skipped: this system has no libturbojpeg (Debian: apt-get install libturbojpeg0)");
        return decoder;
    }
}
