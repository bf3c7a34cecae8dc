package io.github.ncl4j.pytorch;

import io.github.ncl4j.pytorch.PickleValue.Constant;
import io.github.ncl4j.pytorch.PickleValue.Items;
import io.github.ncl4j.pytorch.PickleValue.Opaque;
import io.github.ncl4j.pytorch.PickleValue.Whole;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of bytes, NumPy's {@code uint8}, as its pickle describes it, row by row: with {@code _reconstruct} and a state, which
 * every NumPy writes, or with {@code _frombuffer}, which NumPy writes in protocol 5. Modules have an underscore since NumPy 2.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param bytes all of them; checked to be as many
 */
record NumpyArray(int rows, int columns, PickledBytes bytes) {

    private static final Set<String> MULTIARRAY = Set.of("numpy.core.multiarray", "numpy._core.multiarray");
    private static final Set<String> NUMERIC = Set.of("numpy.core.numeric", "numpy._core.numeric");
    private static final int DIMENSIONS = 2;

    /**
     * The array that a value stands for.
     *
     * @param name of the value, for messages
     * @throws PickleFault if it is another array, or none
     */
    static NumpyArray of(PickleValue value, String name) {
        if (value instanceof Opaque object) {
            String module = object.type().module();
            List<PickleValue> arguments = object.arguments();
            if (object.type().name().equals("_reconstruct") && MULTIARRAY.contains(module)) {
                List<PickleValue> state = object.state() instanceof Items items ? items.values() : List.of();
                if (state.size() == 5 && isFalse(state.get(3))) {
                    return of(state.get(4), state.get(2), state.get(1), name);
                }
                throw fault(name, "is in the order of columns, or has no state");
            }
            if (object.type().name().equals("_frombuffer") && NUMERIC.contains(module)) {
                if (arguments.size() == 4 && "C".equals(text(arguments.get(3)))) {
                    return of(arguments.get(0), arguments.get(1), arguments.get(2), name);
                }
                throw fault(name, "is in the order of columns");
            }
            throw fault(name, "is an object of " + object.type().shown());
        }
        throw fault(name, "is no NumPy array");
    }

    private static NumpyArray of(PickleValue data, PickleValue type, PickleValue shape, String name) {
        String typeName = type instanceof Opaque object
                        && object.type().module().equals("numpy")
                        && object.type().name().equals("dtype")
                        && !object.arguments().isEmpty()
                ? text(object.arguments().get(0))
                : null;
        if (!"u1".equals(typeName)) {
            throw fault(
                    name, "has the type " + (typeName == null ? "of an object" : Quoted.of(typeName)) + ", not 'u1'");
        }
        if (!(data instanceof PickledBytes bytes)) {
            throw fault(name, "has no bytes; Python 3 writes them as text in protocol 2 and below");
        }
        List<PickleValue> sizes = shape instanceof Items items ? items.values() : List.of();
        if (sizes.size() != DIMENSIONS
                || !(sizes.get(0) instanceof Whole rows)
                || !(sizes.get(1) instanceof Whole columns)) {
            throw fault(name, "has " + sizes.size() + " dimensions, not " + DIMENSIONS);
        }
        boolean possible = inRange(rows) && inRange(columns);
        if (!possible || rows.value() * columns.value() != bytes.length()) {
            throw fault(name, "claims " + rows.value() + " x " + columns.value() + " bytes, and has " + bytes.length());
        }
        return new NumpyArray((int) rows.value(), (int) columns.value(), bytes);
    }

    private static boolean inRange(Whole size) {
        return size.value() >= 0 && size.value() <= Integer.MAX_VALUE;
    }

    private static boolean isFalse(PickleValue value) {
        return value == Constant.FALSE || (value instanceof Whole whole && whole.value() == 0);
    }

    /** A text of either Python; null for anything else. */
    static @Nullable String text(PickleValue value) {
        if (value instanceof PickledBytes bytes) {
            return bytes.text();
        }
        return value instanceof PickleValue.Text text ? text.value() : null;
    }

    private static PickleFault fault(String name, String what) {
        return new PickleFault("its entry " + Quoted.of(name) + " " + what
                + "; only a matrix of uint8 is read, row by row: load it in Python, and save numpy.ascontiguousarray of it"
                + " with pickle.dump(..., protocol=4)");
    }
}
