package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Finds image files by their names; links are followed. */
final class ImageFiles extends SimpleFileVisitor<Path> {

    /** Ends of names, after the dot, in lower case. */
    static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "bmp", "webp");

    private static final int MAX_DEPTH = 32;

    private final List<Path> found = new ArrayList<>();

    private ImageFiles() {}

    /**
     * The image files of a folder and of the folders below it, sorted. Names that begin with a dot are passed over.
     *
     * @throws DataException if a link leads in a circle or nowhere, or something cannot be read
     */
    static List<Path> below(Path folder) {
        ImageFiles files = new ImageFiles();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, files);
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
        }
        Collections.sort(files.found);
        return files.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            throw new DataException(file + ": lies more than " + MAX_DEPTH + " folders below the class folder");
        }
        if (!isHidden(file) && hasImageName(file)) {
            if (!attributes.isRegularFile()) {
                throw new DataException(file + ": is a link to nothing, or no file; remove it");
            }
            if (found.size() == ImageList.MAX_ENTRIES) {
                throw new DataException(file + ": no more than " + ImageList.MAX_ENTRIES + " images are read");
            }
            found.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (e instanceof FileSystemLoopException) {
            throw new DataException(file + ": is a link to a folder that it lies in; remove it", e);
        }
        throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static boolean hasImageName(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
