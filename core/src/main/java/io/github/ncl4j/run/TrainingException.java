package io.github.ncl4j.run;

import io.github.ncl4j.image.UserException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run that cannot start or go on. The message says why and what to do, and is shown to users as it is. */
public final class TrainingException extends UserException {

    private static final long serialVersionUID = 1L;

    private final List<Remedy> remedies;

    /** A way out that the program which trains can offer in its own words, for example as an option on its command line. */
    public enum Remedy {
        /** {@link Resume.Auto}. */
        RESUME,
        /** Another run directory. */
        OTHER_FOLDER
    }

    /** A problem without a cause worth showing. */
    public TrainingException(String message) {
        super(message);
        remedies = List.of();
    }

    /**
     * A problem with ways out.
     *
     * @param cause null if none is worth showing
     */
    public TrainingException(String message, @Nullable Throwable cause, List<Remedy> remedies) {
        super(message, cause);
        this.remedies = List.copyOf(remedies);
    }

    /** A problem with its cause. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
        remedies = List.of();
    }

    /** The ways out that the message speaks of; may be empty. */
    public List<Remedy> remedies() {
        return remedies;
    }
}
