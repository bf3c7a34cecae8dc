package io.github.ncl4j.pytorch;

import static io.github.ncl4j.pytorch.PickleBudget.ENTRY;
import static io.github.ncl4j.pytorch.PickleBudget.OBJECT;
import static io.github.ncl4j.pytorch.PickleBudget.REFERENCE;
import static io.github.ncl4j.pytorch.PickleBudget.TEXT;

import io.github.ncl4j.pytorch.PickleValue.Global;
import io.github.ncl4j.pytorch.PickleValue.Items;
import io.github.ncl4j.pytorch.PickleValue.Opaque;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Reads pickles as data: a stack machine that knows the opcodes of {@link Opcode}, makes the tensors and dictionaries of
 * {@link AllowedClass} and {@link StorageType}, and of every other object no more than the name of its class. It can run nothing.
 * The work and the memory that a pickle can make it spend are linear in the pickle's bytes: {@link PickleBudget}.
 */
final class PickleReader {

    private static final int HIGHEST_PROTOCOL = 5;

    /** A longer text is no name of a tensor: Python 3 writes the bytes of NumPy arrays so in protocol 2. */
    private static final int MAX_TEXT = 1 << 20;

    private static final int MAX_NUMBER = 128;
    private static final Opaque BYTES = new Opaque(new Global("builtins", "bytes"));
    private static final Opaque LONG_TEXT = new Opaque(new Global("builtins", "str"));
    private static final Opaque LONG_NUMBER = new Opaque(new Global("builtins", "int"));
    private static final Global SET = new Global("builtins", "set");

    private final PickleInput input;
    private final PickleStack stack = new PickleStack();
    private final PickleObjects objects;
    private final PickleBudget budget = new PickleBudget();
    private final long start;

    private PickleReader(PickleInput input, Map<String, PickleValue.Storage> storages) {
        this.input = input;
        objects = new PickleObjects(storages);
        start = input.position();
    }

    /**
     * Reads one pickle.
     *
     * @param input left behind the pickle's last byte
     * @param storages to which those that it names are added, by key
     * @throws PickleFault with the position of what is wrong or not allowed
     */
    static PickleValue read(PickleInput input, Map<String, PickleValue.Storage> storages) throws IOException {
        input.beginPickle();
        PickleReader reader = new PickleReader(input, storages);
        while (true) {
            long position = input.position();
            int code = input.unsignedByte();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw new PickleFault("the pickle opcode 0x" + Integer.toHexString(code) + " at byte " + position
                        + " is not allowed");
            }
            if (opcode == Opcode.STOP) {
                return reader.stack.pop();
            }
            reader.step(opcode, position);
        }
    }

    private void spend(long bytes) {
        budget.spend(bytes, input.position() - start);
    }

    private void step(Opcode opcode, long position) throws IOException {
        spend(REFERENCE);
        switch (opcode) {
            case PROTO -> requireProtocol(input.unsignedByte());
            case FRAME -> input.signedLong();
            case MARK -> mark();
            case POP -> stack.pop();
            case POP_MARK -> stack.popToMark();
            case NONE -> stack.push(PickleValue.Constant.NONE);
            case NEWTRUE -> stack.push(PickleValue.Constant.TRUE);
            case NEWFALSE -> stack.push(PickleValue.Constant.FALSE);
            case BINPUT -> stack.remember(input.unsignedByte());
            case LONG_BINPUT -> {
                spend(ENTRY);
                stack.remember(input.unsignedInt());
            }
            case MEMOIZE -> stack.memoize();
            case BINGET -> stack.push(stack.remembered(input.unsignedByte()));
            case LONG_BINGET -> stack.push(stack.remembered(input.unsignedInt()));
            case BINPERSID -> push(objects.persistent(stack.pop()), ENTRY);
            default -> literal(opcode, position);
        }
    }

    private void literal(Opcode opcode, long position) throws IOException {
        switch (opcode) {
            case BININT -> push(new PickleValue.Whole(input.signedInt()), OBJECT);
            case BININT1 -> push(objects.small(input.unsignedByte()), 0);
            case BININT2 -> push(new PickleValue.Whole(input.unsignedShort()), OBJECT);
            case LONG1 -> number(input.unsignedByte());
            case LONG4 -> number(input.unsignedInt());
            case BINFLOAT -> push(new PickleValue.Real(input.bigEndianDouble()), OBJECT);
            case SHORT_BINSTRING, SHORT_BINUNICODE -> text(input.unsignedByte());
            case BINSTRING, BINUNICODE -> text(input.unsignedInt());
            case BINUNICODE8 -> text(input.signedLong());
            case SHORT_BINBYTES -> bytes(input.unsignedByte());
            case BINBYTES -> bytes(input.unsignedInt());
            case BINBYTES8, BYTEARRAY8 -> bytes(input.signedLong());
            default -> collection(opcode, position);
        }
    }

    private void collection(Opcode opcode, long position) throws IOException {
        switch (opcode) {
            case EMPTY_TUPLE, EMPTY_LIST -> items(List.of());
            case TUPLE1 -> items(stack.popLast(1));
            case TUPLE2 -> items(stack.popLast(2));
            case TUPLE3 -> items(stack.popLast(3));
            case TUPLE -> items(stack.popToMark());
            case EMPTY_DICT -> push(new PickleValue.Dict(), OBJECT);
            case EMPTY_SET -> push(new Opaque(SET), OBJECT);
            case APPEND -> append(stack.popLast(1));
            case APPENDS -> append(stack.popToMark());
            case ADDITEMS -> {
                stack.popToMark();
                stack.top();
            }
            case SETITEM -> set(stack.popLast(2));
            case SETITEMS -> set(stack.popToMark());
            default -> object(opcode, position);
        }
    }

    private void object(Opcode opcode, long position) throws IOException {
        spend(OBJECT);
        switch (opcode) {
            case GLOBAL -> global(input.line(), input.line(), position);
            case STACK_GLOBAL -> {
                String name = popText();
                global(popText(), name, position);
            }
            case REDUCE, NEWOBJ -> {
                PickleValue arguments = stack.pop();
                call(stack.pop(), arguments, position);
            }
            case NEWOBJ_EX -> {
                stack.pop();
                PickleValue arguments = stack.pop();
                call(stack.pop(), arguments, position);
            }
            case FROZENSET -> {
                stack.popToMark();
                push(new Opaque(SET), 0);
            }
            case INST -> {
                stack.popToMark();
                global(input.line(), input.line(), position);
                call(stack.pop(), new Items(List.of()), position);
            }
            case OBJ -> {
                List<PickleValue> parts = stack.popToMark();
                if (parts.isEmpty()) {
                    throw new PickleFault("the object at byte " + position + " has no class");
                }
                call(parts.get(0), new Items(parts.subList(1, parts.size())), position);
            }
            case BUILD -> build();
            default -> throw new IllegalStateException("no step for " + opcode);
        }
    }

    private static void requireProtocol(int protocol) {
        if (protocol > HIGHEST_PROTOCOL) {
            throw new PickleFault("the pickle is of protocol " + protocol + ", newer than " + HIGHEST_PROTOCOL);
        }
    }

    private void mark() {
        spend(OBJECT);
        stack.mark();
    }

    private void number(long length) throws IOException {
        input.within(length, "number");
        if (length > MAX_NUMBER) {
            input.skip(length);
            push(LONG_NUMBER, 0);
            return;
        }
        BigInteger value = input.big(length);
        push(
                value.bitLength() < Long.SIZE
                        ? new PickleValue.Whole(value.longValueExact())
                        : new PickleValue.Large(value),
                ENTRY + length);
    }

    private void text(long length) throws IOException {
        input.within(length, "text");
        if (length > MAX_TEXT) {
            input.skip(length);
            push(LONG_TEXT, 0);
        } else {
            push(new PickleValue.Text(input.text((int) length)), TEXT + length);
        }
    }

    private void bytes(long length) throws IOException {
        input.skip(input.within(length, "piece of data"));
        push(BYTES, 0);
    }

    private void items(List<PickleValue> values) {
        push(new Items(values), OBJECT + (long) REFERENCE * values.size());
    }

    private void push(PickleValue value, long bytes) {
        spend(bytes);
        stack.push(value);
    }

    private String popText() {
        if (stack.pop() instanceof PickleValue.Text text) {
            return text.value();
        }
        throw new PickleFault("the name of a class is no text");
    }

    private void global(String module, String name, long position) {
        Global global = new Global(module, name);
        if (HarmfulName.is(global)) {
            throw new PickleFault(global.shown() + " at byte " + position
                    + " is not allowed: Python would run it when it loads the file, so do not load it anywhere else");
        }
        spend(TEXT);
        stack.push(PickleObjects.known(global));
    }

    private void call(PickleValue callee, PickleValue arguments, long position) {
        if (!(arguments instanceof Items items)) {
            throw new PickleFault("the call at byte " + position + " is not allowed");
        }
        if (callee instanceof AllowedClass allowed) {
            spend(ENTRY * allowed.copies(items.values()));
        }
        push(PickleObjects.call(callee, items.values(), position), OBJECT);
    }

    /** Attributes, such as the versions of a state dict's modules, are not kept; what they are set on stays as it is. */
    private void build() {
        stack.pop();
        stack.top();
    }

    private void append(List<PickleValue> values) {
        spend((long) REFERENCE * values.size());
        if (stack.top() instanceof Items items) {
            items.addAll(values);
        } else if (!(stack.top() instanceof Opaque)) {
            throw new PickleFault("the pickle appends to what is no list");
        }
    }

    private void set(List<PickleValue> keysAndValues) {
        spend((long) ENTRY * keysAndValues.size());
        PickleValue.Dict dict = stack.top() instanceof Opaque opaque
                ? opaque.ownItems()
                : stack.top() instanceof PickleValue.Dict own ? own : null;
        if (dict == null || keysAndValues.size() % 2 != 0) {
            throw new PickleFault("the pickle sets items of what is no dictionary");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dict.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }
}
