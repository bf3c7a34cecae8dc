package io.github.ncl4j.pytorch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pickle may describe. No value can do anything; all are data. */
sealed interface PickleValue
        permits AllowedClass,
                StorageType,
                StoredTensor,
                PickleValue.Constant,
                PickleValue.Text,
                PickleValue.Whole,
                PickleValue.Real,
                PickleValue.Opaque,
                PickleValue.Storage,
                PickleValue.Container {

    /** {@code None}, {@code True} and {@code False}. */
    enum Constant implements PickleValue {
        NONE,
        TRUE,
        FALSE
    }

    /** A text. */
    record Text(String value) implements PickleValue {}

    /** A whole number. */
    record Whole(BigInteger value) implements PickleValue {}

    /** A number that need not be whole. */
    record Real(double value) implements PickleValue {}

    /** Something that is allowed because files hold it beside the tensors, and of which nothing but its class is kept. */
    record Opaque(String className) implements PickleValue {}

    /**
     * The memory of one or more tensors.
     *
     * @param key its name in the file
     * @param elements its length
     */
    record Storage(String key, StorageType type, long elements) implements PickleValue {

        /** At most the largest number: a pickle may claim what it likes. */
        long bytes() {
            return elements > Long.MAX_VALUE / type.elementType().bytes()
                    ? Long.MAX_VALUE
                    : elements * type.elementType().bytes();
        }
    }

    /** A value that has others in it, and knows how deep they go. */
    abstract sealed class Container implements PickleValue {

        private static final int MAX_DEPTH = 100;
        private int depth;

        /** Notes that a value is inside. */
        void deepen(PickleValue inner) {
            if (inner instanceof Container container) {
                depth = Math.max(depth, container.depth + 1);
                if (depth > MAX_DEPTH || inner == this) {
                    throw new PickleFault("values are nested more than " + MAX_DEPTH + " deep");
                }
            }
        }
    }

    /** A list or tuple. */
    final class Items extends Container {

        private final List<PickleValue> values = new ArrayList<>(0);

        void add(PickleValue value) {
            deepen(value);
            values.add(value);
        }

        List<PickleValue> values() {
            return Collections.unmodifiableList(values);
        }
    }

    /** A dictionary. Its keys are texts and whole numbers, the latter kept as texts. */
    final class Dict extends Container {

        private final Map<String, PickleValue> entries = new LinkedHashMap<>();

        void put(PickleValue key, PickleValue value) {
            deepen(value);
            String name;
            if (key instanceof Text text) {
                name = text.value();
            } else if (key instanceof Whole whole) {
                name = whole.value().toString();
            } else {
                throw new PickleFault("a dictionary has a key that is neither a text nor a whole number");
            }
            if (entries.put(name, value) != null) {
                throw new PickleFault("a dictionary has the key " + Quoted.of(name) + " twice");
            }
        }

        Map<String, PickleValue> entries() {
            return Collections.unmodifiableMap(entries);
        }
    }
}
