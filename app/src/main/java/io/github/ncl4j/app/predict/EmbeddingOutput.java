package io.github.ncl4j.app.predict;

import java.io.IOException;

/** Where the features of images go. */
sealed interface EmbeddingOutput extends AutoCloseable permits EmbeddingFile, EmbeddingLines {

    /**
     * One image.
     *
     * @param embedding as many numbers for every image
     */
    void add(String image, float[] embedding) throws IOException;

    /** An image that cannot be read. */
    void addFailure(String image, String message) throws IOException;

    /** Every image has been added. */
    void finish() throws IOException;

    /** Frees what is open; of what is not finished nothing stays. */
    @Override
    void close() throws IOException;
}
