package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a file, so that a user sees the extent at once; keeps the first few and counts the rest. */
final class ProblemList {

    private static final int KEPT = 20;

    private final List<String> first = new ArrayList<>();
    private int count;

    void add(String problem) {
        if (count++ < KEPT) {
            first.add(problem);
        }
    }

    /**
     * Reports all at once.
     *
     * @throws DataException if there is any problem
     */
    void throwIfAny(Object file) {
        if (count > 0) {
            StringBuilder message = new StringBuilder(file + ": " + count + (count == 1 ? " problem:" : " problems:"));
            first.forEach(problem -> message.append("\n  ").append(problem));
            if (count > first.size()) {
                message.append("\n  and ").append(count - first.size()).append(" more");
            }
            throw new DataException(message.toString());
        }
    }
}
