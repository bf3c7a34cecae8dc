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
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds image files by their names; links are followed. */
final class ImageFiles extends SimpleFileVisitor<Path> {

    private static final int MAX_DEPTH = 32;

    private final Path folder;
    private final FolderNotes notes;
    private final List<Path> found = new ArrayList<>();
    private final SortedSet<Path> inner = new TreeSet<>();

    private ImageFiles(Path folder, FolderNotes notes) {
        this.folder = folder;
        this.notes = notes;
    }

    /**
     * The image files of a folder and of the folders below it, sorted. Hidden files and what programs leave behind are passed
     * over.
     *
     * @param notes receive the other files, and the folders below that hold images
     * @throws DataException if a link leads in a circle or nowhere, or something cannot be read
     */
    static List<Path> below(Path folder, FolderNotes notes) {
        ImageFiles files = new ImageFiles(folder, notes);
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, files);
        } catch (IOException e) {
            throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
        }
        files.inner.forEach(notes::merged);
        Collections.sort(files.found);
        return files.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
        if (!visited.equals(folder) && ImageNames.isLeftover(visited)) {
            notes.leftover(visited);
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            throw new DataException(file + ": lies more than " + MAX_DEPTH + " folders below the class folder");
        }
        if (ImageNames.isLeftover(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (!ImageNames.isImage(file)) {
            notes.other(file);
            return FileVisitResult.CONTINUE;
        }
        if (!attributes.isRegularFile()) {
            throw new DataException(file + ": is a link to nothing, or no file; remove it");
        }
        if (!ImageNames.isText(file)) {
            throw FolderNotes.notText(file);
        }
        if (found.size() == ImageList.MAX_ENTRIES) {
            throw new DataException(file + ": no more than " + ImageList.MAX_ENTRIES + " images are read");
        }
        found.add(file);
        Path parent = Objects.requireNonNull(file.getParent());
        if (!parent.equals(folder)) {
            inner.add(parent);
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
}
