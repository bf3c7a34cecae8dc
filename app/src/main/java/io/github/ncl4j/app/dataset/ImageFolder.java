package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.output.ProgressDisplay;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.dataset.ImageFileFormat;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
                        AnnotationWriter.create(folder.resolve(name + ".json"), dataset.classNames());
                ProgressDisplay progress = ProgressDisplay.of(name, dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                int target = dataset.target(i);
                String file = String.format(Locale.ROOT, "%s/%s/%06d.png", name, classFolders.get(target), i);
                RgbImage image = dataset.image(i);
                ImageFileFormat.PNG.write(image, folder.resolve(file));
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
}
