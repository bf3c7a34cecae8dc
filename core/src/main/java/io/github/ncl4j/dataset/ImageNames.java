package io.github.ncl4j.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Recognises images, and the rests of other programs, by the names of files and folders. */
public final class ImageNames {

    /** Ends of the names of images, after the dot, in lower case. */
    static final List<String> ENDINGS = List.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "webp");

    /** Folders that programs leave among pictures, in lower case: thumbnails, waste bins, archives' rests. */
    private static final Set<String> LEFTOVER_FOLDERS = Set.of(
            "@eadir",
            "#recycle",
            "@recycle",
            "@recently-snapshot",
            "#snapshot",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__macosx",
            "__pycache__");

    /** Files that programs leave in every folder, in lower case. */
    private static final Set<String> LEFTOVER_FILES = Set.of("thumbs.db", "desktop.ini", "icon\r");

    private ImageNames() {}

    /** The ends of images' names, for messages. */
    public static String endings() {
        return "." + String.join(", .", ENDINGS);
    }

    /** Whether a file is an image by the end of its name, in whatever case. */
    public static boolean isImage(Path file) {
        return ENDINGS.contains(ending(file));
    }

    /** Whether a file or folder is hidden, or one that a program has left there: it is no image, and holds none. */
    public static boolean isLeftover(Path path) {
        String name = name(path).toLowerCase(Locale.ROOT);
        return name.startsWith(".") || LEFTOVER_FOLDERS.contains(name) || LEFTOVER_FILES.contains(name);
    }

    /** The part after the last dot, in lower case; empty without a dot. */
    static String ending(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether a name can be written into an annotation file and read again: the bytes of old archives' names often cannot. */
    static boolean isText(Path path) {
        return path.getFileSystem().getPath(path.toString()).equals(path);
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
