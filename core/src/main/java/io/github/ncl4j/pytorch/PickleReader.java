package io.github.ncl4j.pytorch;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pickles as data: a stack machine that knows the opcodes of {@link Opcode} and the classes of {@link AllowedClass} and
 * {@link StorageType}, and can run nothing. What a pickle can make it do is linear in the pickle's bytes, and those are
 * bounded.
 */
final class PickleReader {

    private static final int MAX_STEPS = 2_000_000;
    private static final int MAX_MEMO = 1_000_000;
    private static final int HIGHEST_PROTOCOL = 5;
    private static final String TOO_FEW = "the pickle takes more from its stack than it put there";

    private final PickleInput input;
    private final Map<String, PickleValue.Storage> storages;
    private final List<PickleValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();

    private PickleReader(PickleInput input, Map<String, PickleValue.Storage> storages) {
        this.input = input;
        this.storages = storages;
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
        for (int step = 0; step < MAX_STEPS; step++) {
            long position = input.position();
            int code = input.unsignedByte();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw new PickleFault("the pickle opcode 0x" + Integer.toHexString(code) + " at byte " + position
                        + " is not allowed");
            }
            if (opcode == Opcode.STOP) {
                return reader.pop();
            }
            reader.step(opcode, position);
        }
        throw new PickleFault("the pickle has more than " + MAX_STEPS + " steps");
    }

    private void step(Opcode opcode, long position) throws IOException {
        switch (opcode) {
            case PROTO -> requireProtocol(input.unsignedByte());
            case FRAME -> input.signedLong();
            case MARK -> marks.add(stack.size());
            case POP -> pop();
            case NONE -> push(PickleValue.Constant.NONE);
            case NEWTRUE -> push(PickleValue.Constant.TRUE);
            case NEWFALSE -> push(PickleValue.Constant.FALSE);
            case BINPUT -> remember(input.unsignedByte());
            case LONG_BINPUT -> remember(input.unsignedInt());
            case MEMOIZE -> remember(memo.size());
            case BINGET -> push(remembered(input.unsignedByte()));
            case LONG_BINGET -> push(remembered(input.unsignedInt()));
            case GLOBAL -> push(global(input.line(), input.line(), position));
            case STACK_GLOBAL -> {
                String name = popText();
                push(global(popText(), name, position));
            }
            case REDUCE -> reduce(position);
            case BUILD -> build();
            case BINPERSID -> push(storage(pop()));
            default -> literal(opcode);
        }
    }

    private void literal(Opcode opcode) throws IOException {
        switch (opcode) {
            case BININT -> push(whole(input.signedInt()));
            case BININT1 -> push(whole(input.unsignedByte()));
            case BININT2 -> push(whole(input.unsignedShort()));
            case LONG1 -> push(new PickleValue.Whole(input.big(input.unsignedByte())));
            case LONG4 -> push(new PickleValue.Whole(input.big(input.unsignedInt())));
            case BINFLOAT -> push(new PickleValue.Real(input.bigEndianDouble()));
            case SHORT_BINSTRING, SHORT_BINUNICODE -> push(new PickleValue.Text(input.text(input.unsignedByte())));
            case BINSTRING, BINUNICODE -> push(new PickleValue.Text(input.text(input.unsignedInt())));
            case BINUNICODE8 -> push(new PickleValue.Text(input.text(input.signedLong())));
            case SHORT_BINBYTES -> pushBytes(input.unsignedByte());
            case BINBYTES -> pushBytes(input.unsignedInt());
            case BINBYTES8 -> pushBytes(input.signedLong());
            default -> collection(opcode);
        }
    }

    private void collection(Opcode opcode) {
        switch (opcode) {
            case EMPTY_TUPLE, EMPTY_LIST -> push(new PickleValue.Items());
            case TUPLE1 -> push(items(popLast(1)));
            case TUPLE2 -> push(items(popLast(2)));
            case TUPLE3 -> push(items(popLast(3)));
            case TUPLE -> push(items(popToMark()));
            case EMPTY_DICT -> push(new PickleValue.Dict());
            case APPEND -> append(popLast(1));
            case APPENDS -> append(popToMark());
            case SETITEM -> set(popLast(2));
            case SETITEMS -> set(popToMark());
            default -> throw new IllegalStateException("no step for " + opcode);
        }
    }

    private static void requireProtocol(int protocol) {
        if (protocol > HIGHEST_PROTOCOL) {
            throw new PickleFault("the pickle is of protocol " + protocol + ", newer than " + HIGHEST_PROTOCOL);
        }
    }

    private static PickleValue global(String module, String name, long position) {
        PickleValue allowed = StorageType.named(module, name);
        if (allowed == null) {
            allowed = AllowedClass.named(module, name);
        }
        if (allowed == null) {
            throw new PickleFault(Quoted.plain(module + "." + name) + " at byte " + position + " is not allowed");
        }
        return allowed;
    }

    private void reduce(long position) {
        PickleValue arguments = pop();
        PickleValue callee = pop();
        if (!(callee instanceof AllowedClass allowed) || !(arguments instanceof PickleValue.Items items)) {
            throw new PickleFault("the call at byte " + position + " is not allowed");
        }
        push(allowed.call(items.values()));
    }

    /** Attributes, such as the versions of a state dict's modules, are not kept; what they are set on stays as it is. */
    private void build() {
        pop();
        PickleValue target = top();
        if (!(target instanceof PickleValue.Dict) && !(target instanceof PickleValue.Opaque)) {
            throw new PickleFault("the pickle sets attributes on what has none");
        }
    }

    private PickleValue.Storage storage(PickleValue id) {
        if (id instanceof PickleValue.Items items
                && items.values().size() >= 5
                && items.values().get(0).equals(new PickleValue.Text("storage"))
                && items.values().get(1) instanceof StorageType type
                && items.values().get(2) instanceof PickleValue.Text key
                && items.values().get(4) instanceof PickleValue.Whole whole
                && whole.value().signum() >= 0
                && whole.value().bitLength() < Long.SIZE) {
            if (items.values().size() > 5 && items.values().get(5) != PickleValue.Constant.NONE) {
                throw new PickleFault("views of storages are not read; load the file in Python and save it again");
            }
            PickleValue.Storage storage =
                    new PickleValue.Storage(key.value(), type, whole.value().longValue());
            PickleValue.Storage before = storages.putIfAbsent(storage.key(), storage);
            if (before != null && !before.equals(storage)) {
                throw new PickleFault("the storage " + Quoted.of(storage.key()) + " is described in two ways");
            }
            return storage;
        }
        throw new PickleFault("a persistent id is no storage");
    }

    private void append(List<PickleValue> values) {
        if (!(top() instanceof PickleValue.Items items)) {
            throw new PickleFault("the pickle appends to what is no list");
        }
        values.forEach(items::add);
    }

    private void set(List<PickleValue> keysAndValues) {
        if (!(top() instanceof PickleValue.Dict dict) || keysAndValues.size() % 2 != 0) {
            throw new PickleFault("the pickle sets items of what is no dictionary");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dict.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private static PickleValue whole(long value) {
        return new PickleValue.Whole(BigInteger.valueOf(value));
    }

    private static PickleValue items(List<PickleValue> values) {
        PickleValue.Items items = new PickleValue.Items();
        values.forEach(items::add);
        return items;
    }

    private void pushBytes(long length) throws IOException {
        input.skip(length);
        push(new PickleValue.Opaque("bytes"));
    }

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue pop() {
        return popLast(1).get(0);
    }

    private String popText() {
        if (pop() instanceof PickleValue.Text text) {
            return text.value();
        }
        throw new PickleFault("the name of a class is no text");
    }

    private PickleValue top() {
        if (stack.size() == floor()) {
            throw new PickleFault(TOO_FEW);
        }
        return stack.get(stack.size() - 1);
    }

    private List<PickleValue> popLast(int count) {
        int start = stack.size() - count;
        if (start < floor()) {
            throw new PickleFault(TOO_FEW);
        }
        return popFrom(start);
    }

    private List<PickleValue> popToMark() {
        if (marks.isEmpty()) {
            throw new PickleFault("the pickle lacks a mark");
        }
        return popFrom(marks.remove(marks.size() - 1));
    }

    private List<PickleValue> popFrom(int start) {
        List<PickleValue> tail = stack.subList(start, stack.size());
        List<PickleValue> popped = List.copyOf(tail);
        tail.clear();
        return popped;
    }

    /** What lies below the last mark can only be reached after it is gone. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private void remember(long slot) {
        memo.put(slot, top());
        if (memo.size() > MAX_MEMO) {
            throw new PickleFault("the pickle notes more than " + MAX_MEMO + " values");
        }
    }

    private PickleValue remembered(long slot) {
        @Nullable PickleValue value = memo.get(slot);
        if (value == null) {
            throw new PickleFault("the pickle recalls what it has not noted (slot " + slot + ")");
        }
        return value;
    }
}
