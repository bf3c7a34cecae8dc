package io.github.ncl4j.predict;

import io.github.ncl4j.image.ImageDecoder;

/**
 * How a classifier works, and what it refuses.
 *
 * @param threads that compute one call; 0 for one for each processor that this process may use, in a
 *     container those that it is allowed. A service whose requests come side by side wants 1
 * @param decoder how image files are read, with the limits on their bytes and pixels; a model that was trained on photos as they
 *     are stored ({@link ModelCard#turnsPhotos}) has them turned in no case
 * @param maxNetworkPixels of the images that go through the network together, each already resized and cropped; larger batches
 *     are cut, a larger image is refused. What the network takes for its maps is some hundred bytes for each
 */
public record ClassifierOptions(int threads, ImageDecoder.Settings decoder, int maxNetworkPixels) {

    /** One thread for each processor, the limits of {@link ImageDecoder}, a million pixels: 20 images of 224 x 224. */
    public static final ClassifierOptions DEFAULT = new ClassifierOptions(0, ImageDecoder.Settings.DEFAULT, 1 << 20);

    /** Checks the ranges. */
    public ClassifierOptions {
        if (threads < 0 || maxNetworkPixels < 1) {
            throw new IllegalArgumentException(
                    "a classifier cannot have " + threads + " threads and take " + maxNetworkPixels + " pixels");
        }
    }

    /** The threads to start: ONNX Runtime itself counts the processors of the machine, not those that a container allows. */
    int computing() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** The same with another number of threads. */
    public ClassifierOptions withThreads(int other) {
        return new ClassifierOptions(other, decoder, maxNetworkPixels);
    }
}
