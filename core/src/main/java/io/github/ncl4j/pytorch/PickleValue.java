package io.github.ncl4j.pytorch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value that a pickle describes. No value can do anything; all are data. Empty containers take no memory but their own. */
sealed interface PickleValue
        permits AllowedClass,
                StorageType,
                StoredTensor,
                PickledBytes,
                PickleValue.Constant,
                PickleValue.Text,
                PickleValue.Whole,
                PickleValue.Large,
                PickleValue.Real,
                PickleValue.Global,
                PickleValue.Opaque,
                PickleValue.UnreadTensor,
                PickleValue.Storage,
                PickleValue.Items,
                PickleValue.Dict {

    /** As Python shows it, for a message; dots for what is not short. */
    default String shown() {
        return "...";
    }

    /**
     * Describes the value of a call of this one, and calls nothing.
     *
     * @return null if this is nothing that a pickle may call
     * @throws PickleFault if the arguments do not fit
     */
    default @Nullable PickleValue called(List<PickleValue> arguments) {
        return null;
    }

    /** {@code None}, {@code True} and {@code False}. */
    enum Constant implements PickleValue {
        NONE,
        TRUE,
        FALSE;

        @Override
        public String shown() {
            return switch (this) {
                case NONE -> "None";
                case TRUE -> "True";
                case FALSE -> "False";
            };
        }
    }

    /** A text. */
    record Text(String value) implements PickleValue {
        @Override
        public String shown() {
            return Quoted.of(value);
        }
    }

    /** A whole number of at most 64 bits. */
    record Whole(long value) implements PickleValue {
        @Override
        public String shown() {
            return Long.toString(value);
        }
    }

    /** A larger whole number. */
    record Large(BigInteger value) implements PickleValue {}

    /** A number that need not be whole. */
    record Real(double value) implements PickleValue {
        @Override
        public String shown() {
            return Double.toString(value);
        }
    }

    /** A class or a function by its name, which is never looked up. The parts stay apart: joining them would copy them. */
    record Global(String module, String name) implements PickleValue {

        /** The full name, made fit for a message. */
        @Override
        public String shown() {
            return Quoted.plain(module) + "." + Quoted.plain(name);
        }

        @Override
        public PickleValue called(List<PickleValue> arguments) {
            boolean makesTensor =
                    name.startsWith("_rebuild") && (module.equals("torch") || module.startsWith("torch."));
            return makesTensor ? new UnreadTensor(this) : new Opaque(this);
        }
    }

    /**
     * An object of a class that is not known here. Its class is kept, and its items if it is a kind of dictionary; in pickles of
     * data also its arguments and its state.
     */
    final class Opaque implements PickleValue {

        private final Global type;
        private final List<PickleValue> arguments;
        private @Nullable PickleValue state;
        private @Nullable Dict items;

        Opaque(Global type) {
            this(type, List.of());
        }

        Opaque(Global type, List<PickleValue> arguments) {
            this.type = type;
            this.arguments = arguments;
        }

        /** With which it was made; none in checkpoints. */
        List<PickleValue> arguments() {
            return arguments;
        }

        /** From which it was built after that; null in checkpoints, and without one. */
        @Nullable
        PickleValue state() {
            return state;
        }

        void build(PickleValue newState) {
            state = newState;
        }

        Global type() {
            return type;
        }

        @Override
        public String shown() {
            return type.shown();
        }

        @Override
        public PickleValue called(List<PickleValue> arguments) {
            return new Opaque(type);
        }

        /** Its items, for a subclass of Python's dictionary; null without any. */
        @Nullable
        Dict items() {
            return items;
        }

        Dict ownItems() {
            if (items == null) {
                items = new Dict();
            }
            return items;
        }
    }

    /** A tensor of a kind that is not read: the function that makes it, or the class of its storage. */
    record UnreadTensor(Global kind) implements PickleValue {}

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

    /** A list or tuple. */
    final class Items implements PickleValue {

        private List<PickleValue> values;

        /**
         * A list or tuple of values.
         *
         * @param values not copied; unmodifiable
         */
        Items(List<PickleValue> values) {
            this.values = values;
        }

        void addAll(List<PickleValue> added) {
            if (!(values instanceof ArrayList)) {
                values = new ArrayList<>(values);
            }
            values.addAll(added);
        }

        List<PickleValue> values() {
            return Collections.unmodifiableList(values);
        }
    }

    /**
     * A dictionary. The keys of its entries are texts, bytes and whole numbers, all kept as texts; of an entry with another key
     * only the key's description is kept.
     */
    final class Dict implements PickleValue {

        private static final int LONGEST_KEY = 1_000;

        private Map<String, PickleValue> entries = Map.of();
        private List<String> oddKeys = List.of();
        private @Nullable String repeated;

        void put(PickleValue key, PickleValue value) {
            String name = name(key);
            if (name == null) {
                oddKeys = oddKeys.isEmpty() ? new ArrayList<>() : oddKeys;
                oddKeys.add(OddKey.shown(key));
                return;
            }
            entries = entries.isEmpty() ? new LinkedHashMap<>() : entries;
            if (entries.put(name, value) != null) {
                repeated = name;
            }
        }

        private static @Nullable String name(PickleValue key) {
            if (key instanceof Text text && text.value().length() <= LONGEST_KEY) {
                return text.value();
            }
            if (key instanceof PickledBytes bytes && bytes.length() <= LONGEST_KEY) {
                return bytes.text();
            }
            return key instanceof Whole whole ? Long.toString(whole.value()) : null;
        }

        Map<String, PickleValue> entries() {
            return Collections.unmodifiableMap(entries);
        }

        /** Descriptions of the keys that are neither texts, bytes nor whole numbers. */
        List<String> oddKeys() {
            return Collections.unmodifiableList(oddKeys);
        }

        /** A key that came more than once, or that a text and a number share; null if there is none. */
        @Nullable
        String repeated() {
            return repeated;
        }
    }
}
