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
                    .map(OddKey::single)
                    .collect(Collectors.joining(", ", "(", values.size() > SHOWN ? ", ...)" : ")"));
        }
        return single(key);
    }

    private static String single(PickleValue value) {
        if (value instanceof PickleValue.Text text) {
            return Quoted.of(text.value());
        } else if (value instanceof PickleValue.Whole whole) {
            return Long.toString(whole.value());
        } else if (value instanceof PickleValue.Real real) {
            return Double.toString(real.value());
        } else if (value instanceof PickleValue.Constant constant) {
            return switch (constant) {
                case NONE -> "None";
                case TRUE -> "True";
                case FALSE -> "False";
            };
        } else if (value instanceof PickleValue.Global global) {
            return global.shown();
        } else if (value instanceof PickleValue.Opaque opaque) {
            return opaque.type().shown();
        }
        return "...";
    }
}
