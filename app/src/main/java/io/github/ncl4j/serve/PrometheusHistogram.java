package io.github.ncl4j.serve;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts of values up to given bounds, in Prometheus's way: each bound counts all values below it. */
final class PrometheusHistogram {

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /**
     * An empty histogram.
     *
     * @param bounds ascending; one for all larger values is added
     */
    PrometheusHistogram(double... bounds) {
        this.bounds = bounds.clone();
        counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    }

    /** Counts a value. */
    void add(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    /**
     * Writes the lines of one series.
     *
     * @param labels of the series, each followed by a comma; may be empty
     */
    void write(StringBuilder text, String name, String labels) {
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
            text.append(name).append("_bucket{").append(labels).append("le=\"").append(bound);
            text.append("\"} ").append(count).append('\n');
        }
        String series = labels.isEmpty() ? "" : "{" + labels.substring(0, labels.length() - 1) + "}";
        text.append(name)
                .append("_sum")
                .append(series)
                .append(' ')
                .append(sum.sum())
                .append('\n');
        text.append(name)
                .append("_count")
                .append(series)
                .append(' ')
                .append(count)
                .append('\n');
    }
}
