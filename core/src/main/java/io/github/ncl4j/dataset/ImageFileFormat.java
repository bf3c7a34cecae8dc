package io.github.ncl4j.dataset;

import io.github.ncl4j.file.OutputFile;
import io.github.ncl4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The image files that ncl4j writes. */
public enum ImageFileFormat {
    /** Lossless. */
    PNG("png"),
    /**
     * Lossy, quality 95 with the chroma halved both ways (4:2:0), as {@code cv2.imwrite} does. The Java library's encoder is
     * libjpeg, with the same quantisation tables, integer DCT and sampling: decoded, such a file equals the one of OpenCV.
     */
    JPEG("jpg");

    private static final float QUALITY = 0.95f;

    private final String extension;

    ImageFileFormat(String extension) {
        this.extension = extension;
    }

    /** The end of a file's name, without the dot. */
    public String extension() {
        return extension;
    }

    /**
     * Writes an image.
     *
     * @param file where; nothing may be there
     * @throws IOException if the file exists or cannot be written
     */
    public void write(RgbImage image, Path file) throws IOException {
        ImageWriter writer = writer();
        // Java's writers hide why a stream failed, so they get one that does not.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (this == JPEG) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(buffered(image), null, null), settings);
        } finally {
            writer.dispose();
        }
        OutputFile.write(file, bytes.toByteArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** The Java library's own: others on the class path may encode in another way. */
    private ImageWriter writer() {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersBySuffix(extension);
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getModule() == ImageIO.class.getModule()) {
                return writer;
            }
        }
        throw new IllegalStateException("this Java has no writer for ." + extension + " files");
    }

    private static BufferedImage buffered(RgbImage image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                int at = 3 * (y * row.length + x);
                row[x] = (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | (pixels[at + 2] & 0xff);
            }
            buffered.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return buffered;
    }
}
