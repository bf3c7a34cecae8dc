package io.github.ncl4j.pytorch;

import io.github.ncl4j.image.UserException;

/** A PyTorch file that is damaged, asks for what is not allowed, or does not hold what is wanted. The message names file and fault. */
public final class TorchFileException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A fault found in a file. */
    public TorchFileException(String message) {
        super(message);
    }

    /** A fault with its cause. */
    public TorchFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
