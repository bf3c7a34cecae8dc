package io.github.ncl4j.config.yaml;

import java.nio.file.Path;

/**
 * A place in what the user wrote.
 *
 * @param source the file or the override
 * @param line 1-based
 */
public record Position(Source source, int line) {

    /** As users are told: {@code run.yaml:12}, or the override. */
    public String where() {
        return source.override() ? source.name() : source.name() + ":" + line;
    }

    /**
     * A file or an override.
     *
     * @param name as users are told
     * @param folder that relative paths in it are relative to
     * @param override whether it comes from the command line
     */
    public record Source(String name, Path folder, boolean override) {}
}
