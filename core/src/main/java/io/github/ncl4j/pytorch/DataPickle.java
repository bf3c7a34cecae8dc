package io.github.ncl4j.pytorch;

import io.github.ncl4j.pytorch.PickleValue.Dict;
import io.github.ncl4j.pytorch.PickleValue.Items;
import io.github.ncl4j.pytorch.PickleValue.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Python pickle of a dictionary with data, such as those of CIFAR: a NumPy matrix of bytes, lists of numbers and texts. It is
 * read as data and can run nothing. Keys and texts may be those of Python 2 or bytes. The memory is that of the data and a few
 * times the other bytes.
 */
public final class DataPickle {

    private static final int SHOWN_KEYS = 10;

    private final String origin;
    private final Dict root;

    private DataPickle(String origin, Dict root) {
        this.origin = origin;
        this.root = root;
    }

    /**
     * Reads a pickle.
     *
     * @param origin the name of the file, for messages
     * @param in its bytes, from a stream that keeps a buffer; not closed
     * @param size how many there are
     * @throws IOException if the stream fails or ends early
     * @throws TorchFileException if it is damaged, asks for what is not allowed, or is no dictionary
     */
    public static DataPickle read(String origin, InputStream in, long size) throws IOException {
        try {
            PickleInput input = new PickleInput(in, size);
            Map<String, PickleValue.Storage> storages = new HashMap<>();
            if (!(PickleReader.readWithData(input, storages) instanceof Dict dict)) {
                throw new PickleFault("the pickle holds no dictionary");
            }
            if (input.position() != size) {
                throw new PickleFault((size - input.position()) + " bytes follow on the pickle; the file is damaged");
            }
            if (dict.repeated() != null) {
                throw new PickleFault("has two entries " + Quoted.of(dict.repeated()));
            }
            return new DataPickle(origin, dict);
        } catch (PickleFault e) {
            throw new TorchFileException(origin + ": " + e.getMessage(), e);
        }
    }

    /** The names of its entries. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(root.entries().keySet());
    }

    /**
     * An entry that is a list of whole numbers.
     *
     * @throws TorchFileException if it is missing or something else
     */
    public long[] wholes(String key) {
        List<PickleValue> values = list(key);
        long[] wholes = new long[values.size()];
        for (int i = 0; i < wholes.length; i++) {
            if (!(values.get(i) instanceof Whole whole)) {
                throw fault("its entry " + Quoted.of(key) + " holds what is no whole number, at " + i);
            }
            wholes[i] = whole.value();
        }
        return wholes;
    }

    /**
     * An entry that is a list of texts.
     *
     * @throws TorchFileException if it is missing or something else
     */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (PickleValue value : list(key)) {
            String text = NumpyArray.text(value);
            if (text == null) {
                throw fault("its entry " + Quoted.of(key) + " holds what is no text, at " + texts.size());
            }
            texts.add(text);
        }
        return texts;
    }

    /**
     * An entry that is a NumPy matrix of bytes.
     *
     * @param columns how many there must be
     * @throws TorchFileException if it is missing or something else
     */
    public Rows matrix(String key, int columns) {
        try {
            NumpyArray array = NumpyArray.of(value(key), key);
            if (array.columns() != columns) {
                throw new PickleFault(
                        "its entry " + Quoted.of(key) + " has " + array.columns() + " columns, not " + columns);
            }
            return new Rows(array);
        } catch (PickleFault e) {
            throw new TorchFileException(origin + ": " + e.getMessage(), e);
        }
    }

    private List<PickleValue> list(String key) {
        if (value(key) instanceof Items items) {
            return items.values();
        }
        throw fault("its entry " + Quoted.of(key) + " is no list");
    }

    private PickleValue value(String key) {
        PickleValue value = root.entries().get(key);
        if (value == null) {
            List<String> others = new ArrayList<>();
            keys().stream().limit(SHOWN_KEYS).forEach(other -> others.add(Quoted.of(other)));
            root.oddKeys().stream().limit(SHOWN_KEYS).forEach(others::add);
            throw fault(
                    "has no entry " + Quoted.of(key) + (others.isEmpty() ? "" : " but " + String.join(", ", others)));
        }
        return value;
    }

    private TorchFileException fault(String message) {
        return new TorchFileException(origin + ": " + message);
    }

    /** The rows of a matrix of bytes. */
    public static final class Rows {

        private final NumpyArray array;

        private Rows(NumpyArray array) {
            this.array = array;
        }

        /** How many there are. */
        public int count() {
            return array.rows();
        }

        /** A copy of one. */
        public byte[] row(int index) {
            byte[] row = new byte[array.columns()];
            array.bytes().copy((long) index * array.columns(), row);
            return row;
        }
    }
}
