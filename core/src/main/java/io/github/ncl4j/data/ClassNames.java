package io.github.ncl4j.data;

import java.util.List;
import java.util.stream.IntStream;

/** The names of classes when a data set brings none. */
public final class ClassNames {

    private ClassNames() {}

    /** Whether names are no more than the class numbers: 0, 1, 2 and so on. */
    public static boolean areNumbers(List<String> names) {
        return names.equals(numbered(names.size()));
    }

    /** The class numbers as names. */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
