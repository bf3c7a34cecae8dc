package io.github.ncl4j.torch;

/** A safetensors file that is damaged, lies about itself or does not hold what is asked. The message names file and fault. */
public final class SafetensorsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A fault found in a file. */
    public SafetensorsException(String message) {
        super(message);
    }

    /** A fault with its cause. */
    public SafetensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
