package io.github.ncl4j.evaluate;

/** How many training images a class has, in the field's three words. {@link ShotGroups} draws the lines. */
public enum ShotGroup {
    /** Classes at the head of the distribution. */
    MANY,
    /** Classes between head and tail. */
    MEDIUM,
    /** Classes in the tail. */
    FEW
}
