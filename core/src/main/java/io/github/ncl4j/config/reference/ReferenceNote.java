package io.github.ncl4j.config.reference;

import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ProblemCollector;

/**
 * A key of the reference implementation that decides nothing here, or something else than there.
 *
 * @param position where it was written
 * @param value as it was written
 * @param text what becomes of it
 */
record ReferenceNote(Position position, String key, String value, String text) {

    /** One line: {@code run.yaml:5: SAVE_STEP = 100: has no effect, because ...}. */
    String message() {
        return ProblemCollector.printable(position.where()) + ": " + key + " = " + ProblemCollector.shown(value) + ": "
                + text;
    }
}
