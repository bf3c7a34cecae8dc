package io.github.ncl4j.report;

/** Arguments of a POSIX shell. */
final class Shell {

    private Shell() {}

    /** One word, quoted where it must be. */
    static String word(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
