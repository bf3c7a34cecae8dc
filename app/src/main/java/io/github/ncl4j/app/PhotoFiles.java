package io.github.ncl4j.app;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Image files that someone names: a file, a folder, or a pattern with {@code *}, {@code ?}, {@code [..]} or {@code {..}}. */
final class PhotoFiles {

    private PhotoFiles() {}

    /** Whether a file is an image by its name. */
    static boolean isPhoto(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path)
                && Stream.of(".jpg", ".jpeg", ".png", ".webp", ".bmp").anyMatch(name::endsWith);
    }

    /**
     * The files that a name stands for, in the order of their paths. A name that stands for none is given back, so that whoever
     * reads it says what is wrong with it.
     */
    static List<Path> of(String name) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return below(path);
        }
        List<Path> found = Files.exists(path) || !isPattern(name) ? List.of() : matching(name);
        return found.isEmpty() ? List.of(path) : found;
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(PhotoFiles::isPhoto).sorted().toList();
        }
    }

    private static boolean isPattern(String name) {
        return name.chars().anyMatch(letter -> "*?[{".indexOf(letter) >= 0);
    }

    private static List<Path> matching(String pattern) throws IOException {
        String whole = Path.of(pattern).toAbsolutePath().toString();
        Path folder = Path.of("/");
        for (Path part : Path.of(whole)) {
            if (isPattern(part.toString())) {
                break;
            }
            folder = folder.resolve(part);
        }
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
        int depth = whole.contains("**") ? Integer.MAX_VALUE : Path.of(whole).getNameCount() - folder.getNameCount();
        try (Stream<Path> paths = Files.walk(folder, depth)) {
            return paths.filter(path -> matcher.matches(path) && Files.isRegularFile(path))
                    .sorted()
                    .toList();
        }
    }
}
