package io.github.ncl4j.distributed;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Standard output is for results, but Gloo prints there whom it has connected, and has no switch for it. So descriptor 1 stands for
 * standard error while it connects. What another thread prints meanwhile goes there too.
 */
final class NativeOutput {

    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    /** The part of C's library that is needed. */
    interface Descriptors extends Library {
        int dup(int descriptor);

        int dup2(int descriptor, int as);

        int close(int descriptor);

        int fflush(@Nullable Pointer all);
    }

    private NativeOutput() {}

    /** Runs a call of the engine, whose lines go to standard error. On Windows, where it was not tried, they stay where they are. */
    static <T> T toStandardError(Supplier<T> call) {
        Descriptors descriptors = find();
        int output = descriptors == null ? -1 : descriptors.dup(OUTPUT);
        if (descriptors == null || output < 0) {
            return call.get();
        }
        try {
            // What waits in C's buffers goes where it belongs.
            descriptors.fflush(null);
            descriptors.dup2(ERROR, OUTPUT);
            return call.get();
        } finally {
            descriptors.fflush(null);
            descriptors.dup2(output, OUTPUT);
            descriptors.close(output);
        }
    }

    private static @Nullable Descriptors find() {
        try {
            return Platform.isWindows() ? null : Native.load(Platform.C_LIBRARY_NAME, Descriptors.class);
        } catch (LinkageError e) {
            return null;
        }
    }
}
