package io.github.ncl4j.evaluate;

import java.util.Locale;

/** How many training images a class has, in the field's three words. {@link ShotGroups} draws the lines. */
public enum ShotGroup {
    /** Classes at the head of the distribution. */
    MANY,
    /** Classes between head and tail. */
    MEDIUM,
    /** Classes in the tail. */
    FEW;

    /** As the field writes it: many, medium or few. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
