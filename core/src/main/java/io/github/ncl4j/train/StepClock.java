package io.github.ncl4j.train;

/** Is told, on the thread that trains, when a part of a step is done: for measuring. */
@FunctionalInterface
public interface StepClock {

    /** A clock that does not listen. */
    StepClock NONE = part -> {};

    /** The part has just ended; the next begins. */
    void ended(StepPart part);
}
