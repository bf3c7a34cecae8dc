package io.github.ncl4j.pytorch;

import static io.github.ncl4j.pytorch.PickleBudget.ENTRY;
import static io.github.ncl4j.pytorch.PickleBudget.OBJECT;
import static io.github.ncl4j.pytorch.PickleBudget.REFERENCE;
import static io.github.ncl4j.pytorch.PickleBudget.TEXT;

import io.github.ncl4j.pytorch.PickleValue.Global;
import io.github.ncl4j.pytorch.PickleValue.Items;
import io.github.ncl4j.pytorch.PickleValue.Opaque;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Reads pickles as data: a stack machine that knows the opcodes of {@link Opcode}, makes the tensors and dictionaries of
 * {@link AllowedClass} and {@link StorageType}, and of every other object no more than the name of its class; in a pickle of data
 * also what it is made of. It can run nothing.
 * The work and the memory that a pickle can make it spend are linear in the pickle's bytes: {@link PickleBudget}.
 */
final class PickleReader {

    private static final int HIGHEST_PROTOCOL = 5;

    private static final Global SET = new Global("builtins", "set");

    private final PickleInput input;
    private final PickleStack stack = new PickleStack();
    private final PickleObjects objects;
    private final PickleLiterals literals;
    private final PickleBudget budget;
    private final boolean keepsData;

    private PickleReader(PickleInput input, Map<String, PickleValue.Storage> storages, boolean keepsData) {
        this.input = input;
        this.keepsData = keepsData;
        objects = new PickleObjects(storages);
        budget = new PickleBudget(input);
        literals = new PickleLiterals(input, budget, keepsData);
    }

    /**
     * Reads one pickle of a checkpoint, whose bytes are beside it.
     *
     * @param input left behind the pickle's last byte
     * @param storages to which those that it names are added, by key
     * @throws PickleFault with the position of what is wrong or not allowed
     */
    static PickleValue read(PickleInput input, Map<String, PickleValue.Storage> storages) throws IOException {
        return read(input, new PickleReader(input, storages, false));
    }

    /** Reads one pickle that holds its data itself, in bytes, of which objects are made; otherwise as {@link #read}. */
    static PickleValue readWithData(PickleInput input, Map<String, PickleValue.Storage> storages) throws IOException {
        return read(input, new PickleReader(input, storages, true));
    }

    private static PickleValue read(PickleInput input, PickleReader reader) throws IOException {
        input.beginPickle();
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
        budget.spend(bytes);
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
            case LONG1 -> stack.push(literals.number(input.unsignedByte()));
            case LONG4 -> stack.push(literals.number(input.unsignedInt()));
            case BINFLOAT -> push(new PickleValue.Real(input.bigEndianDouble()), OBJECT);
            case SHORT_BINUNICODE -> stack.push(literals.text(input.unsignedByte()));
            case BINUNICODE -> stack.push(literals.text(input.unsignedInt()));
            case SHORT_BINSTRING -> stack.push(literals.string(input.unsignedByte()));
            case BINSTRING -> stack.push(literals.string(input.unsignedInt()));
            case BINUNICODE8 -> stack.push(literals.text(input.signedLong()));
            case SHORT_BINBYTES -> stack.push(literals.bytes(input.unsignedByte()));
            case BINBYTES -> stack.push(literals.bytes(input.unsignedInt()));
            case BINBYTES8, BYTEARRAY8 -> stack.push(literals.bytes(input.signedLong()));
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
        push(
                keepsData && callee instanceof Global global
                        ? new Opaque(global, items.values())
                        : PickleObjects.call(callee, items.values(), position),
                OBJECT);
    }

    /** Attributes, such as the versions of a state dict's modules, are kept for objects of data only. */
    private void build() {
        PickleValue state = stack.pop();
        if (stack.top() instanceof Opaque object && keepsData) {
            object.build(state);
        }
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
        PickleValue.Dict dict = stack.top() instanceof Opaque opaque && !PickleLiterals.isShared(opaque)
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
