package io.github.ncl4j.app.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Signals that this process was started to ignore, as a shell has it for {@code nohup COMMAND &}. Java leaves them ignored. */
public final class IgnoredSignals {

    private static final int SIGINT = 2;
    private static final String IGNORED = "SigIgn:";

    private IgnoredSignals() {}

    /** Whether Ctrl-C does nothing; false also where the system does not say. */
    public static boolean interrupt() {
        try {
            return interrupt(Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // not Linux
        }
    }

    /**
     * Reads the mask of ignored signals.
     *
     * @param status the lines of Linux's {@code /proc/PID/status}
     */
    static boolean interrupt(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(IGNORED))
                .map(line -> line.substring(IGNORED.length()).strip())
                .filter(mask -> mask.matches("[0-9a-f]{1,16}"))
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> (SIGINT - 1) & 1) == 1);
    }
}
