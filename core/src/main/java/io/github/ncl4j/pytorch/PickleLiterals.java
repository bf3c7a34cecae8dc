package io.github.ncl4j.pytorch;

import static io.github.ncl4j.pytorch.PickleBudget.ENTRY;
import static io.github.ncl4j.pytorch.PickleBudget.TEXT;

import io.github.ncl4j.pytorch.PickleValue.Global;
import io.github.ncl4j.pytorch.PickleValue.Opaque;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Set;

/** Reads the values of a pickle whose length stands before them: long numbers, texts and bytes. */
final class PickleLiterals {

    /** A longer text is no name of a tensor: Python 3 writes the bytes of NumPy arrays so in protocol 2. */
    private static final int MAX_TEXT = 1 << 20;

    private static final int MAX_NUMBER = 128;
    private static final Opaque BYTES = new Opaque(new Global("builtins", "bytes"));
    private static final Opaque LONG_TEXT = new Opaque(new Global("builtins", "str"));
    private static final Opaque LONG_NUMBER = new Opaque(new Global("builtins", "int"));
    private static final Set<Opaque> SHARED = Set.of(BYTES, LONG_TEXT, LONG_NUMBER);

    private final PickleInput input;
    private final PickleBudget budget;
    private final boolean keepsData;

    /**
     * Prepares.
     *
     * @param keepsData whether bytes are kept, as are the texts of Python 2, which has one type for both; otherwise they are passed
     *     over
     */
    PickleLiterals(PickleInput input, PickleBudget budget, boolean keepsData) {
        this.input = input;
        this.budget = budget;
        this.keepsData = keepsData;
    }

    /** Whether an object stands for many that were passed over, and must not change. */
    static boolean isShared(Opaque object) {
        return SHARED.contains(object);
    }

    PickleValue number(long length) throws IOException {
        input.within(length, "number");
        if (length > MAX_NUMBER) {
            input.skip(length);
            return LONG_NUMBER;
        }
        BigInteger value = input.big((int) length);
        budget.spend(ENTRY + length);
        return value.bitLength() < Long.SIZE
                ? new PickleValue.Whole(value.longValueExact())
                : new PickleValue.Large(value);
    }

    PickleValue text(long length) throws IOException {
        input.within(length, "text");
        if (length > MAX_TEXT) {
            input.skip(length);
            return LONG_TEXT;
        }
        budget.spend(TEXT + length);
        return new PickleValue.Text(input.text((int) length));
    }

    /** Of Python 2. */
    PickleValue string(long length) throws IOException {
        return keepsData ? bytes(length) : text(length);
    }

    PickleValue bytes(long length) throws IOException {
        input.within(length, "piece of data");
        if (keepsData) {
            budget.spend(TEXT);
            return input.data(length);
        }
        input.skip(length);
        return BYTES;
    }
}
