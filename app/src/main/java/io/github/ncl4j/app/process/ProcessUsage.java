package io.github.ncl4j.app.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What this process has used, as the kernel counts it. */
public final class ProcessUsage {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final int MINOR_FAULTS = 7;

    private ProcessUsage() {}

    /** CPU time of all threads, user and system, in seconds; 0 where the JVM does not tell. */
    public static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() * 1e-9
                : 0;
    }

    /** Resident memory in bytes; null where the kernel is not Linux. */
    public static @Nullable Long residentBytes() {
        return kilobytes("VmRSS:");
    }

    /** The most that resident memory has been, in bytes; null where the kernel is not Linux. */
    public static @Nullable Long peakResidentBytes() {
        return kilobytes("VmHWM:");
    }

    private static @Nullable Long kilobytes(String key) {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(key)) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Pages that were touched for the first time since the kernel gave them; 0 where the kernel is not Linux. */
    public static long minorFaults() {
        if (!Files.isReadable(STAT)) {
            return 0;
        }
        try {
            // The name of the process, in parentheses, may hold spaces.
            String line = Files.readString(STAT);
            return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS]);
        } catch (IOException e) {
            return 0;
        }
    }
}
