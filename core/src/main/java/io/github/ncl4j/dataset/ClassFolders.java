package io.github.ncl4j.dataset;

import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Images in a folder for each class, as they are: nothing is made balanced or long-tailed. Classes are numbered in the order
 * of their folders' names.
 *
 * @param root what the images' paths are relative to
 * @param classNames the names of the folders
 * @param train training images, by class and then by name
 * @param validation validation images, likewise
 */
public record ClassFolders(Path root, List<String> classNames, List<ImageEntry> train, List<ImageEntry> validation) {

    private static final String TRAIN = "train";
    private static final List<String> VALIDATION = List.of("val", "valid", "validation", "test");

    /** Apart from the purposes of the other random streams of a seed. */
    private static final long SPLIT = 0x53504c4954L;

    /** Copies the lists. */
    public ClassFolders {
        classNames = List.copyOf(classNames);
        train = List.copyOf(train);
        validation = List.copyOf(validation);
    }

    /**
     * Reads a folder. If it holds a folder {@code train} and one of {@code val}, {@code valid}, {@code validation} or {@code
     * test}, these hold the class folders. Otherwise it holds the class folders itself, and of each class a part is taken
     * for validation: the fraction, rounded, but at least one image of a class that has two or more, and never all.
     *
     * @param root the folder
     * @param fraction of each class for validation, in (0, 1); not used where the folder has both parts
     * @param seed decides which images of a class are taken
     * @throws DataException if there are no class folders, one holds no image or cannot be read, or a link leads in a circle
     */
    public static ClassFolders read(Path root, double fraction, long seed) {
        if (!Files.isDirectory(root)) {
            throw new DataException(root + ": there is no such folder");
        }
        for (String name : VALIDATION) {
            if (Files.isDirectory(root.resolve(TRAIN)) && Files.isDirectory(root.resolve(name))) {
                return readParts(root, name);
            }
        }
        List<String> classNames = classNames(root);
        if (classNames.equals(List.of(TRAIN))) {
            throw new DataException(root + ": has a folder train, but none called " + String.join(", ", VALIDATION)
                    + "; add one, or name " + root.resolve(TRAIN) + " to have a part of it taken for validation");
        }
        return split(root, classNames, fraction, seed);
    }

    private static ClassFolders readParts(Path root, String validation) {
        List<String> classNames = classNames(root.resolve(TRAIN));
        for (String name : classNames(root.resolve(validation))) {
            if (!classNames.contains(name)) {
                throw new DataException(
                        root.resolve(validation).resolve(name) + ": is a class without training images; add"
                                + " a folder " + root.resolve(TRAIN).resolve(name) + ", or leave the class out");
            }
        }
        List<ImageEntry> train = new ArrayList<>();
        List<ImageEntry> valid = new ArrayList<>();
        for (int c = 0; c < classNames.size(); c++) {
            train.addAll(images(root, root.resolve(TRAIN).resolve(classNames.get(c)), c));
            Path validFolder = root.resolve(validation).resolve(classNames.get(c));
            if (Files.isDirectory(validFolder)) {
                valid.addAll(images(root, validFolder, c));
            }
        }
        return new ClassFolders(root, classNames, train, valid);
    }

    private static ClassFolders split(Path root, List<String> classNames, double fraction, long seed) {
        List<ImageEntry> train = new ArrayList<>();
        List<ImageEntry> valid = new ArrayList<>();
        for (int c = 0; c < classNames.size(); c++) {
            List<ImageEntry> images = images(root, root.resolve(classNames.get(c)), c);
            int[] order = RandomStream.of(seed, SPLIT, c).permutation(images.size());
            boolean[] isValid = new boolean[images.size()];
            IntStream.of(order).limit(validationImages(images.size(), fraction)).forEach(i -> isValid[i] = true);
            for (int i = 0; i < isValid.length; i++) {
                (isValid[i] ? valid : train).add(images.get(i));
            }
        }
        return new ClassFolders(root, classNames, train, valid);
    }

    private static int validationImages(int images, double fraction) {
        return images < 2 ? 0 : (int) Math.max(1, Math.min(images - 1, Math.round(images * fraction)));
    }

    private static List<String> classNames(Path folder) {
        List<String> names;
        try (Stream<Path> children = Files.list(folder)) {
            names = children.filter(Files::isDirectory)
                    .map(child -> Objects.requireNonNull(child.getFileName()).toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
        }
        if (names.isEmpty()) {
            throw new DataException(folder + ": holds no folders; it must hold one for each class");
        }
        if (names.size() > ImageList.MAX_CLASSES) {
            throw new DataException(folder + ": holds more than " + ImageList.MAX_CLASSES + " folders");
        }
        return names;
    }

    private static List<ImageEntry> images(Path root, Path folder, int category) {
        List<ImageEntry> images = ImageFiles.below(folder).stream()
                .map(file -> new ImageEntry(root.relativize(file).toString(), category))
                .toList();
        if (images.isEmpty()) {
            throw new DataException(folder + ": holds no image (" + String.join(", ", ImageFiles.EXTENSIONS)
                    + "); add some, or remove the folder");
        }
        return images;
    }

    /** Training images of each class. */
    public ClassTable classTable() {
        int[] counts = new int[classNames.size()];
        train.forEach(entry -> counts[entry.category()]++);
        return new ClassTable(classNames, counts);
    }

    /**
     * Writes the annotations {@code train.json} and {@code valid.json}.
     *
     * @param folder where; neither may be there
     * @param place the folder that the annotations will be used in, which their relative paths are relative to
     * @throws IOException if a file exists or cannot be written
     */
    public void write(Path folder, Path place) throws IOException {
        Path from = place.toAbsolutePath().normalize();
        Path images = root.toAbsolutePath().normalize();
        write(folder.resolve("train.json"), train, from, images);
        write(folder.resolve("valid.json"), validation, from, images);
    }

    private void write(Path file, List<ImageEntry> entries, Path from, Path images) throws IOException {
        try (AnnotationWriter writer = AnnotationWriter.create(file, classNames)) {
            long id = 0;
            for (ImageEntry entry : entries) {
                writer.add(id++, from.relativize(images.resolve(entry.path())).toString(), entry.category());
            }
        }
    }
}
