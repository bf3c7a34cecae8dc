package io.github.ncl4j.config;

import io.github.ncl4j.image.Interpolation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one record of settings. A constructor states each rule here and nowhere else, so that whoever builds the
 * record in Java and whoever writes it in YAML get the same rule, and every broken one at once.
 */
final class Checks {

    private final String record;
    private final List<InvalidSettings.Violation> violations = new ArrayList<>();

    /**
     * No rules yet.
     *
     * @param record the record's name in messages
     */
    Checks(String record) {
        this.record = record;
    }

    Checks atLeast(String component, long value, long minimum) {
        return that(value >= minimum, component, value, "must be at least " + minimum);
    }

    Checks between(String component, long value, long minimum, long maximum) {
        return that(
                minimum <= value && value <= maximum,
                component,
                value,
                "must be at least " + minimum + " and at most " + maximum);
    }

    Checks positive(String component, double value) {
        return that(value > 0 && Double.isFinite(value), component, value, "must be a finite number above 0");
    }

    Checks notNegative(String component, double value) {
        return that(value >= 0 && Double.isFinite(value), component, value, "must be a finite number of at least 0");
    }

    /** In [0, 1]. */
    Checks probability(String component, double value) {
        return that(value >= 0 && value <= 1, component, value, "must be at least 0 and at most 1");
    }

    /** In [0, 1). */
    Checks belowOne(String component, double value) {
        return that(value >= 0 && value < 1, component, value, "must be at least 0 and below 1");
    }

    /** In (0, 1]. */
    Checks factor(String component, double value) {
        return that(value > 0 && value <= 1, component, value, "must be above 0 and at most 1");
    }

    /** In [0, limit]. */
    Checks upTo(String component, double value, double limit) {
        String most = limit == Math.rint(limit) ? Long.toString((long) limit) : Double.toString(limit);
        return that(value >= 0 && value <= limit, component, value, "must be at least 0 and at most " + most);
    }

    /** A range of positive numbers. */
    Checks range(String minimum, double least, String maximum, double largest) {
        positive(minimum, least);
        positive(maximum, largest);
        return that(
                least <= largest,
                maximum,
                largest,
                "must be at least " + YamlNames.key(minimum) + ", which is " + least,
                minimum);
    }

    /** A filter that Pillow's resizing has. */
    Checks antialiased(String component, Interpolation interpolation) {
        return that(
                interpolation != Interpolation.NEAREST,
                component,
                YamlNames.word(interpolation),
                "must be one of bilinear, bicubic");
    }

    /** A colour. */
    Checks samples(String component, List<Integer> samples) {
        return that(
                samples.size() == 3 && samples.stream().allMatch(sample -> sample >= 0 && sample <= 255),
                component,
                samples,
                "must be three whole numbers (red, green, blue), each at least 0 and at most 255");
    }

    /** Epochs in order, of which some may be equal; they begin with 1. */
    Checks inOrder(String component, List<Integer> epochs) {
        boolean inOrder = true;
        int before = 1;
        for (int epoch : epochs) {
            inOrder &= epoch >= before;
            before = epoch;
        }
        return that(inOrder, component, epochs, "must be epochs in ascending order, the first at least 1");
    }

    /**
     * Any other rule.
     *
     * @param because other components on which the rule depends
     */
    Checks that(boolean holds, String component, @Nullable Object value, String rule, String... because) {
        if (!holds) {
            violations.add(new InvalidSettings.Violation(component, String.valueOf(value), rule, List.of(because)));
        }
        return this;
    }

    /**
     * Ends the list of rules.
     *
     * @throws ConfigException that names every value which breaks its rule
     */
    void enforce() {
        if (!violations.isEmpty()) {
            throw new InvalidSettings(record, violations);
        }
    }
}
