package io.github.ncl4j.data;

import java.text.Normalizer;
import java.util.List;
import java.util.stream.IntStream;

/** The names of classes: where a data set brings none, how two are compared, and how one is shown. */
public final class ClassNames {

    private ClassNames() {}

    /** Whether names are no more than the class numbers: 0, 1, 2 and so on. */
    public static boolean areNumbers(List<String> names) {
        return names.equals(numbered(names.size()));
    }

    /** A name with its letters composed (NFC): one file system composes what another decomposes, and both are one name. */
    public static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** A name for a message. Class names come from files, so characters that would command a terminal are replaced. */
    public static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /** The class numbers as names. */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
