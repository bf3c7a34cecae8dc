package io.github.ncl4j.image;

import java.io.IOException;

/**
 * What a JPEG says of itself before its pixels (ITU-T T.81, annex B). Both decoders get only files that pass here, so that
 * the same files are refused, with the same words, whichever of them is in use.
 *
 * @param width in pixels, positive
 * @param height in pixels, positive
 * @param colors what its components mean
 * @param orientation how the picture has to be turned
 * @param frame how its upper rows can be decoded alone
 */
record JpegHeader(int width, int height, JpegColors colors, ExifOrientation orientation, JpegFrame frame) {

    /**
     * Encoders write about ten scans. Every scan is a pass over the whole picture, so a small file with thousands of empty
     * ones would keep a decoder busy for hours.
     */
    static final int MAX_SCANS = 100;

    /** A block of 8 x 8 pixels takes at least one bit, so a byte of a Huffman-coded file holds at most so many pixels. */
    private static final int PIXELS_PER_BYTE = 8 * 64;

    /** Whether a file begins as a JPEG does. */
    static boolean begins(byte[] file) {
        return file.length > 2 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == JpegMarkers.START;
    }

    /**
     * Reads the segments before the first scan, and looks whether the file goes on to its end.
     *
     * @throws IOException if the file is cut off or broken, or of a kind that is not decoded; the message says which
     */
    static JpegHeader read(byte[] file) throws IOException {
        return new Segments(file).read();
    }

    /** The segments of one file, as far as they are read. */
    private static final class Segments {

        private final byte[] file;
        private final JpegMarkers markers;
        private ExifOrientation orientation = ExifOrientation.UPRIGHT;
        private boolean exif;
        private boolean jfif;
        private int adobeTransform = -1;
        private int frame;
        private boolean progressive;

        Segments(byte[] file) {
            this.file = file;
            markers = new JpegMarkers(file);
        }

        JpegHeader read() throws IOException {
            for (int marker = markers.next(); marker != JpegMarkers.SCAN; marker = markers.next()) {
                if (JpegMarkers.isFrame(marker)) {
                    readFrame(marker);
                } else {
                    readApplicationData(marker, markers.payload(), markers.payloadLength());
                }
            }
            if (frame == 0) {
                throw new IOException("its pixels come before its frame header");
            }
            boolean one = checkScans();
            return new JpegHeader(
                    width(), height(), colors(), orientation, new JpegFrame(frame + 1, height(), one ? unitRows() : 0));
        }

        private void readFrame(int marker) throws IOException {
            if (frame > 0) {
                throw new IOException("it has two frame headers");
            }
            if (marker > JpegMarkers.FRAME_PROGRESSIVE) {
                throw new IOException("it is a lossless, hierarchical or arithmetic-coded JPEG (SOF"
                        + (marker - JpegMarkers.FRAME_BASELINE) + "), which is not supported; save it as PNG");
            }
            frame = markers.payload();
            progressive = marker == JpegMarkers.FRAME_PROGRESSIVE;
            if (markers.payloadLength() < 6 || markers.payloadLength() != 6 + 3 * components()) {
                throw new IOException("its frame header is broken");
            }
            if (file[frame] != 8) {
                throw new IOException(
                        "its samples have " + file[frame] + " bits, and only 8 are supported; save it as PNG");
            }
            if (components() != 1 && components() != 3 && components() != 4) {
                throw new IOException("it has " + components() + " components, and only 1, 3 or 4 have a meaning");
            }
            if (width() == 0 || height() == 0) {
                throw new IOException("its frame header gives " + width() + " x " + height() + " pixels");
            }
            if ((long) width() * height() > (long) PIXELS_PER_BYTE * file.length) {
                throw new IOException("its header tells of " + width() + " x " + height() + " pixels, more than its "
                        + file.length + " bytes can hold");
            }
        }

        private int height() {
            return markers.bigEndian(frame + 1);
        }

        private int width() {
            return markers.bigEndian(frame + 3);
        }

        private int components() {
            return file[frame + 5] & 0xff;
        }

        private void readApplicationData(int marker, int at, int length) {
            if (marker == JpegMarkers.APP0 && length >= 14 && ascii(at, "JFIF\0")) {
                jfif = true;
            } else if (marker == JpegMarkers.APP14 && length >= 12 && ascii(at, "Adobe")) {
                adobeTransform = file[at + 11] & 0xff;
            } else if (marker == JpegMarkers.APP1 && length > 6 && !exif && ascii(at, "Exif\0\0")) {
                exif = true;
                orientation = ExifOrientation.of(file, at + 6, length - 6);
            }
        }

        private boolean ascii(int at, String text) {
            for (int i = 0; i < text.length(); i++) {
                if (file[at + i] != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        /** Blocks of 8 x 8 samples, of which the component with the most has so many below each other. */
        private int unitRows() {
            int blocks = 0;
            for (int component = 0; component < components(); component++) {
                blocks = Math.max(blocks, file[frame + 7 + 3 * component] & 0xf);
            }
            return 8 * blocks;
        }

        /** Whether there is one scan with all components, the usual case; only other files are searched for further ones. */
        private boolean checkScans() throws IOException {
            if (!markers.endFollows()) {
                throw new IOException("it is cut off: its end is missing");
            }
            boolean one = !progressive && file[markers.payload()] == components();
            if (!one && markers.scans(MAX_SCANS + 1) > MAX_SCANS) {
                throw new IOException("it has more than " + MAX_SCANS + " scans");
            }
            return one;
        }

        /** As libjpeg decides it ({@code jdapimin.c}, {@code default_decompress_parms}). */
        private JpegColors colors() {
            return switch (components()) {
                case 1 -> JpegColors.GREY;
                case 3 -> isRgb() ? JpegColors.RGB : JpegColors.YCBCR;
                default -> adobeTransform <= 0 ? JpegColors.CMYK : JpegColors.YCCK;
            };
        }

        private boolean isRgb() {
            if (jfif || adobeTransform >= 0) {
                return !jfif && adobeTransform == 0;
            }
            return file[frame + 6] == 'R' && file[frame + 9] == 'G' && file[frame + 12] == 'B';
        }
    }
}
