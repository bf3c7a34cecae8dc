package io.github.ncl4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/** Values over epochs, a line for each series. */
final class LineChart {

    private final String name;
    private final String title;
    private final boolean fractions;
    private final Map<String, List<Mark.Point>> series = new LinkedHashMap<>();

    /**
     * An empty chart.
     *
     * @param fractions values in [0, 1], shown as percent from 0
     */
    LineChart(String name, String title, boolean fractions) {
        this.name = name;
        this.title = title;
        this.fractions = fractions;
    }

    /** Adds a value of a series; one that is not finite is left out. */
    void add(String label, double epoch, double value) {
        if (Double.isFinite(value)) {
            series.computeIfAbsent(label, key -> new ArrayList<>()).add(new Mark.Point(epoch, value));
        }
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    Drawing drawing() {
        double last = 1;
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (List<Mark.Point> points : series.values()) {
            for (Mark.Point point : points) {
                last = Math.max(last, point.x());
                low = Math.min(low, point.y());
                high = Math.max(high, point.y());
            }
        }
        Scale x = Plot.across(1, last);
        Scale y = Plot.up(fractions ? 0 : Math.min(0, low), high == 0 ? 1 : high * 1.05);
        DoubleFunction<String> text = fractions ? Plot::percent : Scale::text;
        Plot plot = new Plot(name, title).valueAxis(y, text).caption("epoch").wholeTicksBelow(x);
        int i = 0;
        for (Map.Entry<String, List<Mark.Point>> each : series.entrySet()) {
            draw(plot, each.getKey(), each.getValue(), x, y, ChartColor.series(i++));
        }
        return plot.drawing();
    }

    private static void draw(Plot plot, String label, List<Mark.Point> points, Scale x, Scale y, ChartColor color) {
        List<Mark.Point> pixels = points.stream()
                .map(point -> new Mark.Point(x.at(point.x()), y.at(point.y())))
                .toList();
        plot.add(new Mark.Line(pixels, false, color));
        Mark.Point end = pixels.get(pixels.size() - 1);
        plot.add(new Mark.Dot(end.x(), end.y(), 2.5, label, color)).legend(label, color);
    }
}
