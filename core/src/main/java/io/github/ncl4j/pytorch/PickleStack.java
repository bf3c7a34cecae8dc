package io.github.ncl4j.pytorch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The memory of a pickle machine: its stack, the marks on it, and the values that the pickle notes to use again. */
final class PickleStack {

    private static final String TOO_FEW = "the pickle takes more from its stack than it put there";

    private final List<PickleValue> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();

    /** Noted values: almost always numbered from 0 on without a gap. */
    private final List<PickleValue> memo = new ArrayList<>();

    private final Map<Long, PickleValue> sparseMemo = new HashMap<>();

    void push(PickleValue value) {
        values.add(value);
    }

    void mark() {
        marks.add(values.size());
    }

    PickleValue pop() {
        PickleValue value = top();
        values.remove(values.size() - 1);
        return value;
    }

    PickleValue top() {
        if (values.size() == floor()) {
            throw new PickleFault(TOO_FEW);
        }
        return values.get(values.size() - 1);
    }

    List<PickleValue> popLast(int count) {
        int start = values.size() - count;
        if (start < floor()) {
            throw new PickleFault(TOO_FEW);
        }
        return popFrom(start);
    }

    List<PickleValue> popToMark() {
        if (marks.isEmpty()) {
            throw new PickleFault("the pickle lacks a mark");
        }
        return popFrom(marks.remove(marks.size() - 1));
    }

    private List<PickleValue> popFrom(int start) {
        List<PickleValue> tail = values.subList(start, values.size());
        List<PickleValue> popped = List.copyOf(tail);
        tail.clear();
        return popped;
    }

    /** The first place that can be reached: values below the last mark are out of reach until it is gone. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    /** Notes the top under the next number. */
    void memoize() {
        remember(memo.size() + (long) sparseMemo.size());
    }

    /** Notes the top. */
    void remember(long slot) {
        if (slot < memo.size()) {
            memo.set((int) slot, top());
        } else if (slot == memo.size()) {
            memo.add(top());
        } else {
            sparseMemo.put(slot, top());
        }
    }

    PickleValue remembered(long slot) {
        @Nullable PickleValue value = slot < memo.size() ? memo.get((int) slot) : sparseMemo.get(slot);
        if (value == null) {
            throw new PickleFault("the pickle recalls what it has not noted (slot " + slot + ")");
        }
        return value;
    }
}
