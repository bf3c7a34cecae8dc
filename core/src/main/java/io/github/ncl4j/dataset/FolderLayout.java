package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which folders hold the class folders.
 *
 * @param train of the training images, or of all images where there is no other part
 * @param validation of the validation images; null if a part of the training images has to be taken
 * @param test of images for a later measurement; null if there are none
 */
record FolderLayout(
        Path train, @Nullable Path validation, @Nullable Path test) {

    private static final Set<String> TRAIN = Set.of("train", "training");
    private static final Set<String> VALIDATION = Set.of("val", "valid", "validation");
    private static final Set<String> TEST = Set.of("test", "testing");

    /**
     * Looks for the parts by their names, in any case, and one folder deeper where a folder holds nothing but another.
     *
     * @param notes receive what was guessed and left aside
     * @throws DataException if the parts are there twice, or those for training are missing
     */
    static FolderLayout of(Path root, FolderNotes notes) {
        List<Path> folders = folders(root, notes);
        if (folders.size() == 1 && !isPart(folders.get(0)) && images(root).isEmpty()) {
            Path only = folders.get(0);
            List<Path> deeper = folders(only, notes);
            if (!deeper.isEmpty() && images(only).isEmpty()) {
                notes.add(root + " holds one folder, " + ImageNames.name(only) + ": the folders in that are taken");
                return of(only, deeper, notes);
            }
        }
        return of(root, folders, notes);
    }

    private static FolderLayout of(Path root, List<Path> folders, FolderNotes notes) {
        Path train = part(root, folders, TRAIN);
        Path validation = part(root, folders, VALIDATION);
        Path test = part(root, folders, TEST);
        boolean onlyParts = folders.stream().allMatch(FolderLayout::isPart);
        if (train == null) {
            if (onlyParts && !folders.isEmpty()) {
                throw new DataException(root + ": has a folder " + ImageNames.name(folders.get(0))
                        + ", but none called train; add one, or name the folder that holds the class folders");
            }
            noteStrays(root, notes);
            return new FolderLayout(root, null, null);
        }
        boolean tested = test != null && !folders(test, notes).isEmpty();
        if (validation == null && !tested && !onlyParts) {
            requireClass(root, train, folders, notes);
            noteStrays(root, notes);
            return new FolderLayout(root, null, null);
        }
        String others = folders.stream()
                .filter(folder -> !isPart(folder))
                .map(ImageNames::name)
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            notes.add("left aside beside the parts: " + others);
        }
        noteStrays(train, notes);
        return parts(train, validation, test, tested, notes);
    }

    /** A class may be called train, among buses and cars; then its images lie in it, and not only in folders of it. */
    private static void requireClass(Path root, Path train, List<Path> folders, FolderNotes notes) {
        List<String> inside =
                folders(train, notes).stream().map(ImageNames::name).toList();
        if (inside.size() > 1 && images(train).isEmpty()) {
            String others = folders.stream()
                    .filter(folder -> !folder.equals(train))
                    .map(ImageNames::name)
                    .collect(Collectors.joining(", "));
            throw new DataException(root + ": nothing says whether " + ImageNames.name(train)
                    + " is a class or holds the class folders " + String.join(", ", inside) + ", as there is " + others
                    + " beside it; call the folder of the validation images val, or move other folders away");
        }
    }

    private static FolderLayout parts(
            Path train, @Nullable Path validation, @Nullable Path test, boolean tested, FolderNotes notes) {
        if (test != null && !tested) {
            notes.add("left aside: " + test + ", whose " + images(test).size()
                    + " images lie in no class folders and so have no class");
        }
        if (validation == null && tested) {
            notes.add(
                    "there is no folder val: " + test + " is taken for validation; a best checkpoint chosen on it looks"
                            + " better on it than on new images");
            return new FolderLayout(train, test, null);
        }
        if (validation == null) {
            notes.add("there is no folder val: a part of " + train + " is taken for validation");
        } else {
            noteStrays(validation, notes);
        }
        return new FolderLayout(train, validation, tested ? test : null);
    }

    private static void noteStrays(Path folder, FolderNotes notes) {
        int strays = images(folder).size();
        if (strays > 0) {
            notes.add("left aside: " + strays + (strays == 1 ? " image that lies" : " images that lie") + " in "
                    + folder + " itself and in no class folder");
        }
    }

    private static @Nullable Path part(Path root, List<Path> folders, Set<String> names) {
        List<Path> found = folders.stream()
                .filter(folder -> names.contains(lowerCase(folder)))
                .toList();
        if (found.size() > 1) {
            throw new DataException(root + ": has the folders " + ImageNames.name(found.get(0)) + " and "
                    + ImageNames.name(found.get(1)) + " for the same part; rename or merge one of them");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static boolean isPart(Path folder) {
        return Stream.of(TRAIN, VALIDATION, TEST).anyMatch(names -> names.contains(lowerCase(folder)));
    }

    private static String lowerCase(Path folder) {
        return ImageNames.name(folder).toLowerCase(Locale.ROOT);
    }

    /** The folders that may be classes or parts, by name. */
    static List<Path> folders(Path folder, FolderNotes notes) {
        List<Path> all = children(folder, Files::isDirectory);
        all.stream().filter(ImageNames::isLeftover).forEach(notes::leftover);
        return all.stream().filter(each -> !ImageNames.isLeftover(each)).toList();
    }

    private static List<Path> images(Path folder) {
        return children(
                folder, file -> ImageNames.isImage(file) && !ImageNames.isLeftover(file) && Files.isRegularFile(file));
    }

    private static List<Path> children(Path folder, Predicate<Path> kind) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(kind).sorted().toList();
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
