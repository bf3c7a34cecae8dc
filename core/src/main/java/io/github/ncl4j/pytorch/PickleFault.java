package io.github.ncl4j.pytorch;

/** What is wrong with a pickle; whoever reads the file adds its name. */
final class PickleFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PickleFault(String message) {
        super(message);
    }
}
