package io.github.ncl4j.data;

/** What a random stream of this package is for; the first key of the stream, so that two purposes never share numbers. */
enum RandomPurpose {
    /** Which images a long-tailed subset keeps; then the class. */
    LONG_TAIL(1),
    /** The order of an epoch; then the epoch. */
    SHUFFLE(2),
    /** What happens to one image in one epoch; then the epoch and the index of the image. */
    AUGMENT(3);

    private final long key;

    RandomPurpose(long key) {
        this.key = key;
    }

    /** The stream of this purpose. */
    RandomStream stream(long seed, long first) {
        return RandomStream.of(seed, key, first);
    }

    /** The stream of this purpose. */
    RandomStream stream(long seed, long first, long second) {
        return RandomStream.of(seed, key, first, second);
    }
}
