package io.github.ncl4j.data;

/** What a random stream of a run is for; the first key of the stream, so that two purposes never share numbers. */
public enum RandomPurpose {
    /** Which images a long-tailed subset keeps; then the class. */
    LONG_TAIL(1),
    /** Which images an epoch visits, and their order; then the epoch. */
    SAMPLE(2),
    /** What happens to one image in one epoch; then the epoch, the index of the image, its repetition and the view. */
    AUGMENT(3),
    /** How a batch is mixed; then the epoch and the step. */
    MIX(4),
    /** What the engine's generator begins with in a step of one of several processes; then the epoch, the step and the rank. */
    ENGINE(5),
    /** Which training images are held out; then the class. */
    HELD_OUT(6);

    private final long key;

    RandomPurpose(long key) {
        this.key = key;
    }

    /** The stream of this purpose. */
    public RandomStream stream(long seed, long... keys) {
        long[] all = new long[keys.length + 1];
        all[0] = key;
        System.arraycopy(keys, 0, all, 1, keys.length);
        return RandomStream.of(seed, all);
    }
}
