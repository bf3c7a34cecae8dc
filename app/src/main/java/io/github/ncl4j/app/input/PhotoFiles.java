package io.github.ncl4j.app.input;

import io.github.ncl4j.dataset.ImageNames;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * Image files that someone names: a file, a folder, or a pattern with {@code *}, {@code ?}, {@code [..]} or {@code {..}}. Links are
 * followed; hidden files and what programs leave among pictures are passed over.
 */
final class PhotoFiles {

    private PhotoFiles() {}

    /**
     * The files that a name stands for, in the order of their paths. A name that stands for none is given back, so that whoever
     * reads it says what is wrong with it.
     */
    static List<Path> of(String name) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return below(path);
        }
        List<Path> found = Files.exists(path) || !isPattern(name) ? List.of() : matching(path);
        return found.isEmpty() ? List.of(path) : found;
    }

    /** The image files of a folder and of the folders below it, in the order of their paths. */
    static List<Path> below(Path folder) throws IOException {
        return find(folder, Integer.MAX_VALUE, ImageNames::isImage);
    }

    /** For messages. */
    static String none(String name) {
        return name + ": holds no image file (" + ImageNames.endings() + ")";
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(letter -> "*?[{".indexOf(letter) >= 0);
    }

    /** Names at the start of the pattern that exist as folders are taken literally, even with letters such as {@code [} in them. */
    private static List<Path> matching(Path pattern) throws IOException {
        Path folder = pattern.isAbsolute() ? pattern.getRoot() : Path.of("").toAbsolutePath();
        int fixed = 0;
        while (fixed < pattern.getNameCount() - 1 && Files.isDirectory(folder.resolve(pattern.getName(fixed)))) {
            folder = folder.resolve(pattern.getName(fixed));
            fixed++;
        }
        Path rest = pattern.subpath(fixed, pattern.getNameCount());
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
        } catch (PatternSyntaxException e) {
            throw new DataException(
                    pattern + ": there is no such file, and it is no pattern: " + e.getDescription(), e);
        }
        int depth = rest.toString().contains("**") ? Integer.MAX_VALUE : rest.getNameCount();
        Path base = folder;
        return find(base, depth, file -> matcher.matches(base.relativize(file)));
    }

    private static List<Path> find(Path folder, int depth, Predicate<Path> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                return !visited.equals(folder) && ImageNames.isLeftover(visited)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                // A link to nothing is found too, so that whoever reads it says what is wrong with it.
                if (!attributes.isDirectory() && !ImageNames.isLeftover(file) && wanted.test(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        found.sort(null);
        return found;
    }
}
