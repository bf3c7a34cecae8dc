package io.github.ncl4j.benchmarks.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A reader of files from outside.
 *
 * @param name for the table
 * @param seeds valid files, small
 * @param refusal the only exception that the reader may end in
 * @param wrapping puts a mutated seed into the file that is read
 * @param reader reads the file, all of it
 */
record FuzzTarget(
        String name, List<byte[]> seeds, Class<? extends Exception> refusal, Wrapping wrapping, Reader reader) {

    /** Makes a file of a mutated seed, so that checksums and containers do not hide what is inside. */
    interface Wrapping {

        /** The seed is the file. */
        Wrapping NONE = bytes -> bytes;

        byte[] file(byte[] mutated) throws Exception;
    }

    /** Reads a file. */
    interface Reader {

        void read(Path file, byte[] content) throws Exception;
    }
}
