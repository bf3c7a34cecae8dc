package io.github.ncl4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of which a part may be a link: {@code link/..} is not the folder that the link lies in. */
public final class LinkedPaths {

    private LinkedPaths() {}

    /**
     * An absolute path of the same file without {@code .} and {@code ..}. Links in it stay, unless it goes up from one.
     *
     * @param path of something that need not exist
     */
    public static Path absolute(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path shortened = absolute.normalize();
        if (shortened.equals(absolute) || !Files.exists(absolute)) {
            return shortened;
        }
        return Files.exists(shortened) && Files.isSameFile(absolute, shortened) ? shortened : absolute.toRealPath();
    }

    /**
     * The path that the operating system walks: no part of what exists of it is a link. Relative paths between two such paths
     * lead from one to the other.
     *
     * @param folder need not exist
     */
    public static Path real(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        if (Files.exists(absolute)) {
            return absolute.toRealPath();
        }
        Path shortened = absolute.normalize();
        Path parent = shortened.getParent();
        Path name = shortened.getFileName();
        return parent == null || name == null ? shortened : real(parent).resolve(name);
    }
}
