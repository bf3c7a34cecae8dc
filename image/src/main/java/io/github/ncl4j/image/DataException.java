package io.github.ncl4j.image;

/** Data that cannot be used. The message names the file, the value, the rule and the fix, and is shown to users as it is. */
public class DataException extends UserException {

    private static final long serialVersionUID = 1L;

    /** A problem without a cause worth showing. */
    public DataException(String message) {
        super(message);
    }

    /** A problem with its cause. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
