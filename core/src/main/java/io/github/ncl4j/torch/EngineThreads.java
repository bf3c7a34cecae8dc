package io.github.ncl4j.torch;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets how the engine's threads wait, and how many there are, where the environment does not say so. The launcher sets the same
 * variables; a program that starts the engine by itself seldom does, and then libgomp's threads spin for milliseconds on cores that
 * other threads want, at a twentieth of the speed.
 */
final class EngineThreads {

    private static final Logger LOG = LoggerFactory.getLogger(EngineThreads.class);

    private static final String SPIN_COUNT = "GOMP_SPINCOUNT";
    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";
    private static final String THREADS = "OMP_NUM_THREADS";

    /** The launcher's values; libgomp and OpenBLAS read them once, when they are loaded. */
    private static final Map<String, String> VARIABLES = Map.of(SPIN_COUNT, "10000", "OPENBLAS_NUM_THREADS", "1");

    private EngineThreads() {}

    /** Sets what is not set yet. Must come before the first native library of the engine. */
    static void beforeLoading() {
        Map<String, String> wanted = new TreeMap<>(VARIABLES);
        wanted.keySet().removeIf(name -> System.getenv(name) != null);
        if (System.getenv(WAIT_POLICY) != null) {
            wanted.remove(SPIN_COUNT);
        }
        if (wanted.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
            return;
        }
        String obstacle = set(wanted);
        if (!obstacle.isEmpty() && wanted.containsKey(SPIN_COUNT)) {
            LOG.warn(
                    "The engine's threads spin while they wait, because {}; on busy cores that costs most of the speed."
                            + " Start the program with {}={} in its environment",
                    obstacle,
                    SPIN_COUNT,
                    VARIABLES.get(SPIN_COUNT));
        }
    }

    /** Sets variables; empty if they will be read, else why not. */
    static String set(Map<String, String> wanted) {
        return gompIsLoaded() ? "another library has loaded libgomp before" : setenv(wanted);
    }

    private static boolean gompIsLoaded() {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
            return mappings.anyMatch(line -> line.contains("/libgomp"));
        } catch (IOException e) {
            return false; // not to be seen here, and then most probably not so
        }
    }

    /** Java has no call for its own environment, so this is the C library's; empty if it did as told, else why not. */
    private static String setenv(Map<String, String> wanted) {
        try {
            NativeLibrary library = NativeLibrary.getInstance("c");
            for (Map.Entry<String, String> variable : wanted.entrySet()) {
                Object[] arguments = {variable.getKey(), variable.getValue(), 0};
                if (library.getFunction("setenv").invokeInt(arguments) != 0) {
                    return "setenv failed";
                }
            }
            return "";
        } catch (LinkageError e) {
            return "the C library cannot be called (" + e.getMessage() + ")";
        }
    }

    /** OpenMP counts the machine's processors; a container may allow fewer, which Java knows. */
    static void afterLoading() {
        if (System.getenv().getOrDefault(THREADS, "").isBlank()) {
            torch.set_num_threads(Runtime.getRuntime().availableProcessors());
        }
    }
}
