package io.github.ncl4j.pytorch;

import java.util.List;
import java.util.stream.Collectors;

/** A key of a dictionary that is neither a text nor a whole number, written for a list of what was left out. */
final class OddKey {

    private static final int SHOWN = 4;

    private OddKey() {}

    /** As Python shows it, for example {@code (0, 1)}; short, whatever the key. */
    static String shown(PickleValue key) {
        if (key instanceof PickleValue.Items items) {
            List<PickleValue> values = items.values();
            return values.stream()
                    .limit(SHOWN)
                    .map(PickleValue::shown)
                    .collect(Collectors.joining(", ", "(", values.size() > SHOWN ? ", ...)" : ")"));
        }
        return key.shown();
    }
}
