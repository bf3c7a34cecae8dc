package io.github.ncl4j.app;

import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Writes a data set as PNG images, a folder for each class, with an annotation file beside them. */
final class ImageFolder {

    private ImageFolder() {}

    /**
     * Writes {@code NAME.json} and the images as {@code NAME/CLASS/POSITION.png}.
     *
     * @param folder exists
     * @param name of this part of the data, for example {@code train}
     */
    static void write(ImageDataset dataset, Path folder, String name) throws IOException {
        List<String> classFolders = classFolders(dataset.classNames());
        for (String classFolder : classFolders) {
            Files.createDirectories(folder.resolve(name).resolve(classFolder));
        }
        try (AnnotationWriter annotations =
                        AnnotationWriter.create(folder.resolve(name + ".json"), classFolders.size());
                Progress progress = Progress.of(name, dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                int target = dataset.target(i);
                String file = String.format(Locale.ROOT, "%s/%s/%06d.png", name, classFolders.get(target), i);
                RgbImage image = dataset.image(i);
                ImageIO.write(buffered(image), "png", folder.resolve(file).toFile());
                annotations.add(i, file, image, target);
                progress.advance(1, "");
            }
        }
    }

    /** The number first: it sorts, and it keeps a strange name from leaving the folder. */
    private static List<String> classFolders(List<String> classNames) {
        int digits = Integer.toString(classNames.size() - 1).length();
        return IntStream.range(0, classNames.size())
                .mapToObj(c -> String.format(Locale.ROOT, "%0" + digits + "d-", c)
                        + classNames.get(c).replaceAll("[^\\p{L}\\p{N}._]", "-"))
                .toList();
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
