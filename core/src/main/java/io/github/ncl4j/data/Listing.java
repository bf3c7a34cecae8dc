package io.github.ncl4j.data;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists in a message, at a bearable length. */
public final class Listing {

    private Listing() {}

    /** The first items, for example {@code a, b, c and 4 more}; all of them where there are no more than {@code shown}. */
    public static String of(Collection<String> items, int shown) {
        String first = items.stream().limit(shown).collect(Collectors.joining(", "));
        return items.size() > shown ? first + " and " + (items.size() - shown) + " more" : first;
    }
}
