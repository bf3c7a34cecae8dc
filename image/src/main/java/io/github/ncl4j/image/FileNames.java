package io.github.ncl4j.image;

import java.nio.file.InvalidPathException;

/** Why a text cannot be a file name here. */
public final class FileNames {

    private FileNames() {}

    /**
     * In words, with the way out. Java takes file names in the characters of the locale that it was started in. In the POSIX locale,
     * which containers, cron and systemd have, those are ASCII only.
     */
    public static String explain(InvalidPathException e) {
        return explain(e, System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    static String explain(InvalidPathException e, String characters) {
        // A name from a file may hold what would command a terminal.
        String what =
                "'" + e.getInput().replaceAll("\\p{Cntrl}", "?") + "' cannot be a file name here: " + e.getReason();
        boolean beyondAscii = e.getInput().chars().anyMatch(c -> c > 127);
        return beyondAscii && !characters.equalsIgnoreCase("UTF-8")
                ? what + ". Java was started in a locale whose file names are " + characters
                        + "; start it with the environment variable LC_ALL=C.UTF-8"
                : what;
    }
}
