package io.github.ncl4j.image;

import java.io.IOException;

/** Decodes the pixels of JPEGs whose header was found good. Safe for use by several threads at once. */
sealed interface JpegDecoder permits TurboJpeg, ImageIoJpeg {

    /** What it is, for people who read a benchmark. */
    String name();

    /**
     * Decodes a file, or a part of it. Data that are damaged inside are decoded as far as they can be made out, as the
     * reference's reader does.
     *
     * @param wanted what has to be decoded
     * @return what is wanted in an image that may be larger, not yet turned
     * @throws IOException if the file cannot be decoded at all
     */
    ImagePart decode(byte[] file, JpegHeader header, Window wanted) throws IOException;
}
