package io.github.ncl4j.image;

/** A JPEG whose header is read and whose pixels are not. Safe for use by several threads at once. */
final class JpegSource implements ImageSource {

    private final byte[] file;
    private final JpegHeader header;
    private final ExifOrientation orientation;
    private final JpegDecoder decoder;
    private final String origin;

    /**
     * Decodes nothing.
     *
     * @param orientation how the picture is turned
     * @param origin where the file comes from, for messages
     */
    JpegSource(byte[] file, JpegHeader header, ExifOrientation orientation, JpegDecoder decoder, String origin) {
        this.file = file;
        this.header = header;
        this.orientation = orientation;
        this.decoder = decoder;
        this.origin = origin;
    }

    @Override
    public int width() {
        return orientation.transposes() ? header.height() : header.width();
    }

    @Override
    public int height() {
        return orientation.transposes() ? header.width() : header.height();
    }

    @Override
    public RgbImage whole() {
        return UnreadableImageException.naming(origin, () -> {
            Window all = new Window(0, 0, header.width(), header.height());
            return orientation.apply(decoder.decode(file, header, all).image());
        });
    }

    @Override
    public ImagePart part(Window window) {
        return orientation.equals(ExifOrientation.UPRIGHT)
                ? UnreadableImageException.naming(origin, () -> decoder.decode(file, header, window))
                : whole().part(window);
    }
}
