package io.github.ncl4j.evaluate;

import io.github.ncl4j.image.UserException;

/** A model whose outputs are not finite, so that nothing can be predicted with it. The message is shown to users as it is. */
public final class BrokenModelException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A problem. */
    public BrokenModelException(String message) {
        super(message);
    }
}
