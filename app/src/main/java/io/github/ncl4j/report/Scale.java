package io.github.ncl4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From values to pixels along one axis.
 *
 * @param low the value at {@code start}
 * @param high the value at {@code end}, above {@code low}
 * @param logarithmic equal factors are equal distances; all values must be positive then
 */
record Scale(double low, double high, double start, double end, boolean logarithmic) {

    private static final int TICKS = 5;

    Scale {
        if (!(high > low) || (logarithmic && !(low > 0))) {
            throw new IllegalArgumentException("there is no scale from " + low + " to " + high);
        }
    }

    static Scale linear(double low, double high, double start, double end) {
        return new Scale(low, high > low ? high : low + 1, start, end, false);
    }

    /** From 1, or a power of ten below the least value, to the largest. */
    static Scale logarithmic(double least, double largest, double start, double end) {
        double low = Math.pow(10, Math.floor(Math.log10(least)));
        return new Scale(low, Math.max(largest, 10 * low), start, end, true);
    }

    double at(double value) {
        double share = logarithmic
                ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                : (value - low) / (high - low);
        return start + share * (end - start);
    }

    /** Round values within, some five of them; powers of ten on a logarithmic scale. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = Math.pow(10, Math.ceil(Math.log10(low))); tick <= high * 1.0001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = step();
        for (double tick = Math.ceil(low / step - 1e-9) * step; tick <= high + 1e-9 * step; tick += step) {
            ticks.add(tick + 0.0); // no negative zero
        }
        return ticks;
    }

    private double step() {
        double raw = (high - low) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double share = raw / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }

    /** A tick's value with no more digits than it needs. */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        String digits = String.format(Locale.ROOT, Math.abs(value) >= 0.01 ? "%.2f" : "%.1e", value);
        return Math.abs(value) >= 0.01 ? digits.replaceAll("\\.?0+$", "") : digits;
    }
}
