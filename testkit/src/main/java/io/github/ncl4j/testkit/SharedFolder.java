package io.github.ncl4j.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data for tests: the folder that the property {@code ncl4j.shared} names, or {@code ../shared} beside the repository. */
public final class SharedFolder {

    private SharedFolder() {}

    /**
     * A file or folder of the shared data; the test is skipped where it is absent.
     *
     * @param path below the shared folder, for example {@code data/photos-lt}
     */
    public static Path path(String path) {
        String named = System.getProperty("ncl4j.shared", "");
        Path root = Path.of(System.getProperty("ncl4j.root", "..")).toAbsolutePath();
        Path found = root.resolve(named.isEmpty() ? "../shared" : named)
                .resolve(path)
                .normalize();
        Assumptions.assumeTrue(Files.exists(found), "skipped: there is no " + found);
        return found;
    }
}
