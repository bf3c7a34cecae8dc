package io.github.ncl4j.dataset;

import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.LinkedPaths;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images in a folder for each class, as they are: nothing is made balanced or long-tailed. Classes are numbered in the order
 * of their folders' names.
 *
 * @param root what the images' paths are relative to
 * @param classNames the names of the folders, composed (Unicode's form C)
 * @param train training images, by class and then by name
 * @param validation validation images, likewise
 * @param test images that are neither trained on nor chosen by, likewise; empty where the folder has no such part
 * @param notes what was guessed, merged or passed over, for people, a line each
 */
public record ClassFolders(
        Path root,
        List<String> classNames,
        List<ImageEntry> train,
        List<ImageEntry> validation,
        List<ImageEntry> test,
        List<String> notes) {

    /** Apart from the purposes of the other random streams of a seed. */
    private static final long SPLIT = 0x53504c4954L;

    /** Copies the lists. */
    public ClassFolders {
        classNames = List.copyOf(classNames);
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        notes = List.copyOf(notes);
    }

    /**
     * Reads a folder. Its folders {@code train} (or {@code training}), {@code val} ({@code valid}, {@code validation}) and {@code
     * test} ({@code testing}), in any case, hold the class folders. Without {@code val}, {@code test} is taken in its place;
     * without both, or where there are no such parts at all, a part of each class is taken for validation: the fraction, rounded,
     * but at least one image of a class that has two or more, and never all. A folder that holds nothing but another folder stands
     * for that.
     *
     * @param root the folder
     * @param fraction of each class for validation, in (0, 1); not used where the folder has that part
     * @param seed decides which images of a class are taken
     * @throws DataException if there are fewer than two class folders, one holds no image or cannot be read, or a link leads in a
     *     circle
     */
    public static ClassFolders read(Path root, double fraction, long seed) {
        if (!Files.isDirectory(root)) {
            throw new DataException(root + ": there is no such folder");
        }
        FolderNotes notes = new FolderNotes(root);
        FolderLayout layout = FolderLayout.of(root, notes);
        SortedMap<String, List<Path>> classes = classes(layout.train(), notes);
        if (classes.isEmpty()) {
            throw new DataException(layout.train() + ": holds no folders; it must hold one for each class");
        }
        if (classes.size() == 1) {
            throw new DataException(layout.train() + ": holds one class, " + classes.firstKey()
                    + ", and a classifier needs two; name the folder that holds a folder for each class");
        }
        List<String> names = List.copyOf(classes.keySet());
        List<List<ImageEntry>> images = new ArrayList<>();
        for (List<Path> folders : classes.values()) {
            images.add(images(root, folders, images.size(), notes));
        }
        Path validation = layout.validation();
        if (validation == null) {
            return split(root, names, images, fraction, seed, entries(root, names, layout.test(), false, notes), notes);
        }
        List<ImageEntry> train = images.stream().flatMap(List::stream).toList();
        List<ImageEntry> valid = entries(root, names, validation, true, notes);
        List<ImageEntry> test = entries(root, names, layout.test(), false, notes);
        return new ClassFolders(root, names, train, valid, test, notes.lines());
    }

    /** The images of a part that may lack classes. */
    private static List<ImageEntry> entries(
            Path root, List<String> names, @Nullable Path part, boolean refuseOthers, FolderNotes notes) {
        List<ImageEntry> entries = new ArrayList<>();
        if (part == null) {
            return entries;
        }
        classes(part, notes).forEach((name, folders) -> {
            int category = Collections.binarySearch(names, name);
            if (category >= 0) {
                entries.addAll(images(root, folders, category, notes));
            } else if (refuseOthers) {
                throw new DataException(folders.get(0) + ": is a class without training images; add a folder " + name
                        + " with some, or leave the class out");
            } else {
                notes.add("left aside: " + folders.get(0) + ", a class without training images");
            }
        });
        return entries;
    }

    private static ClassFolders split(
            Path root,
            List<String> names,
            List<List<ImageEntry>> classes,
            double fraction,
            long seed,
            List<ImageEntry> test,
            FolderNotes notes) {
        List<ImageEntry> train = new ArrayList<>();
        List<ImageEntry> valid = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            List<ImageEntry> images = classes.get(c);
            int[] order = RandomStream.of(seed, SPLIT, c).permutation(images.size());
            boolean[] isValid = new boolean[images.size()];
            IntStream.of(order).limit(validationImages(images.size(), fraction)).forEach(i -> isValid[i] = true);
            for (int i = 0; i < isValid.length; i++) {
                (isValid[i] ? valid : train).add(images.get(i));
            }
        }
        return new ClassFolders(root, names, train, valid, test, notes.lines());
    }

    private static int validationImages(int images, double fraction) {
        return images < 2 ? 0 : (int) Math.max(1, Math.min(images - 1, Math.round(images * fraction)));
    }

    /** Class folders by their names. Two spellings of one name, as of archives from macOS, are one class. */
    private static SortedMap<String, List<Path>> classes(Path folder, FolderNotes notes) {
        SortedMap<String, List<Path>> classes = new TreeMap<>();
        for (Path child : FolderLayout.folders(folder, notes)) {
            if (!ImageNames.isText(child)) {
                throw FolderNotes.notText(child);
            }
            String name = ClassNames.composed(ImageNames.name(child));
            classes.computeIfAbsent(name, absent -> new ArrayList<>()).add(child);
        }
        if (classes.size() > ImageList.MAX_CLASSES) {
            throw new DataException(folder + ": holds more than " + ImageList.MAX_CLASSES + " folders");
        }
        classes.forEach((name, folders) -> {
            if (folders.size() > 1) {
                notes.add(folder + ": " + folders.size() + " folders are called " + name
                        + ", in two spellings of Unicode; their images are one class");
            }
        });
        return classes;
    }

    private static List<ImageEntry> images(Path root, List<Path> folders, int category, FolderNotes notes) {
        List<ImageEntry> images = new ArrayList<>();
        for (Path folder : folders) {
            ImageFiles.below(folder, notes).stream()
                    .map(file -> new ImageEntry(root.relativize(file).toString(), category))
                    .forEach(images::add);
        }
        if (images.isEmpty()) {
            Path folder = folders.get(0);
            FolderNotes own = new FolderNotes(root);
            ImageFiles.below(folder, own);
            String others = own.endings();
            throw new DataException(folder + ": holds no image (" + ImageNames.endings() + ")"
                    + (others.isEmpty() ? "; add some" : ", but files that end in " + others + "; convert them")
                    + ", or remove the folder");
        }
        return images;
    }

    /** Training images of each class. */
    public ClassTable classTable() {
        int[] counts = new int[classNames.size()];
        train.forEach(entry -> counts[entry.category()]++);
        return new ClassTable(classNames, counts);
    }

    /** The names of the annotation files: {@code train.json}, {@code valid.json} and, with test images, {@code test.json}. */
    public List<String> files() {
        return test.isEmpty() ? List.of("train.json", "valid.json") : List.of("train.json", "valid.json", "test.json");
    }

    /**
     * Writes the annotations {@link #files}.
     *
     * @param folder where; none of them may be there
     * @param place the folder that the annotations will be used in, which their relative paths are relative to
     * @throws IOException if a file exists or cannot be written
     */
    public void write(Path folder, Path place) throws IOException {
        Path from = LinkedPaths.real(place);
        Path images = LinkedPaths.real(root);
        write(folder.resolve("train.json"), train, from, images);
        write(folder.resolve("valid.json"), validation, from, images);
        if (!test.isEmpty()) {
            write(folder.resolve("test.json"), test, from, images);
        }
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
