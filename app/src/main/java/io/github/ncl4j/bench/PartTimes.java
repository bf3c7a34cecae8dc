package io.github.ncl4j.bench;

import io.github.ncl4j.train.StepClock;
import io.github.ncl4j.train.StepPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the parts of steps took. */
final class PartTimes implements StepClock {

    static final String LOADING = "loading";

    private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>();
    private final Map<String, Double> step = new LinkedHashMap<>();
    private long last;

    /** A step begins, with the wait for its batch. */
    void begin() {
        step.clear();
        last = System.nanoTime();
    }

    /** The batch is there. */
    void loaded() {
        ended(LOADING);
    }

    @Override
    public void ended(StepPart part) {
        ended(part.name().toLowerCase(Locale.ROOT));
    }

    private void ended(String part) {
        long now = System.nanoTime();
        step.merge(part, (now - last) * 1e-6, Double::sum);
        last = now;
    }

    /** The step is over; its times are kept. */
    void end() {
        step.forEach((part, time) ->
                milliseconds.computeIfAbsent(part, key -> new ArrayList<>()).add(time));
    }

    /** The median of each part, in milliseconds. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        milliseconds.forEach((part, times) -> medians.put(
                part,
                Quartiles.of(times.stream().mapToDouble(Double::doubleValue).toArray())
                        .median()));
        return medians;
    }
}
