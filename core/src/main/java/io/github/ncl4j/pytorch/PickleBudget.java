package io.github.ncl4j.pytorch;

/**
 * Keeps what a pickle makes within a few times its own bytes, however often it repeats itself: every step is charged with an
 * estimate of the memory that it takes, which is never given back.
 */
final class PickleBudget {

    /** A reference on the stack, in the memo or in a list. */
    static final int REFERENCE = 6;

    /** A small object with a reference to it. */
    static final int OBJECT = 30;

    /** An entry of a map. */
    static final int ENTRY = 60;

    /** A text without its characters. */
    static final int TEXT = 50;

    /** A pickle of a few values takes more than its bytes. */
    private static final long ALWAYS_ALLOWED = 1 << 24;

    private static final long MOST_PER_BYTE = 16;
    private static final long MOST = 1 << 27;

    private final PickleInput input;
    private final long start;
    private long spent;

    /** Begins where the input is. */
    PickleBudget(PickleInput input) {
        this.input = input;
        start = input.position();
    }

    /**
     * Charges a step.
     *
     * @param bytes that the step's values take, about
     * @throws PickleFault if the pickle makes too much of too few bytes, or too much at all
     */
    void spend(long bytes) {
        spent += bytes;
        long read = input.position() - start;
        if (spent > Math.min(MOST, ALWAYS_ALLOWED + MOST_PER_BYTE * read)) {
            throw new PickleFault("the pickle's values take more than " + (spent >> 20) + " MiB after " + read
                    + " bytes: it repeats itself to fill the memory, or holds too much beside the tensors");
        }
    }
}
