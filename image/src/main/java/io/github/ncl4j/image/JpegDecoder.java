package io.github.ncl4j.image;

import java.io.IOException;

/** Decodes the pixels of JPEGs whose header was found good. Safe for use by several threads at once. */
sealed interface JpegDecoder permits TurboJpeg, ImageIoJpeg {

    /** What it is, for people who read a benchmark. */
    String name();

    /**
     * Decodes a file. Data that are damaged inside are decoded as far as they can be made out, as the reference's reader
     * does.
     *
     * @return {@code height * width * 3} bytes as in {@link RgbImage}, not yet turned
     * @throws IOException if the file cannot be decoded at all
     */
    byte[] decode(byte[] file, JpegHeader header) throws IOException;
}
