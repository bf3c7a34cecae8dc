package io.github.ncl4j.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Starts libtorch in this process. Every entry point of the library calls {@link #start} before its first tensor. */
public final class Engine {

    private Engine() {}

    /**
     * Loads the native libraries, once; later calls do nothing. Takes a second or two, more when the natives must be unpacked. Where
     * the environment does not say how the engine's threads wait and how many they are, this sets it, with no more threads than
     * Java has processors, and warns of what cannot be set.
     */
    public static void start() {
        Started.touch();
    }

    /**
     * The number of threads of one operation, for this process. Part of a run's identity: the order of a parallel sum
     * depends on it.
     *
     * @param threads at least 1
     */
    public static void setThreads(int threads) {
        start();
        torch.set_num_threads(threads);
    }

    /** Class initialisation is the once-only lock. */
    private static final class Started {

        static {
            // JavaCPP counts this process's resident memory against the Java heap's limit and throws beyond it; tensors
            // live outside the heap, so the count says nothing.
            if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
                System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
            }
            EngineThreads.beforeLoading();
            unpackBeforeLoading();
            Loader.load(openblas.class);
            // OpenBLAS called from OpenMP workers crashes with threads of its own (ADR 0001).
            openblas.blas_set_num_threads(1);
            Loader.load(torch.class);
            EngineThreads.afterLoading();
        }

        static void touch() {}

        /**
         * With an empty cache JavaCPP opens {@code libtorch.so} before it has unpacked {@code libtorch_cpu.so} beside it,
         * and the loader then takes a system's libtorch of another version, which crashes (ADR 0001).
         */
        private static void unpackBeforeLoading() {
            String folder = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/";
            for (String library : List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so")) {
                try {
                    if (Engine.class.getResource(folder + library) != null) {
                        Loader.cacheResource(folder + library);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "cannot unpack the native library " + library + " into the cache "
                                    + System.getProperty("org.bytedeco.javacpp.cachedir", "~/.javacpp/cache")
                                    + "; free space there or set -Dorg.bytedeco.javacpp.cachedir",
                            e);
                }
            }
        }
    }
}
