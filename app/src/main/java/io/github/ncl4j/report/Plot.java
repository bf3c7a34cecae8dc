package io.github.ncl4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A chart in the making: a frame with two axes, marks in it, a legend above it. */
final class Plot {

    static final int WIDTH = 420;
    static final int HEIGHT = 250;

    private static final int LEFT = 44;
    private static final int RIGHT = 10;
    private static final int TOP = 40;
    private static final int BOTTOM = 34;
    private static final int LEGEND_ROW = 14;
    private static final int LEGEND_LETTERS = 30;
    private static final double LETTER = 6.2;

    /** Ticks are sums, and a count may be 1.9999999. */
    private static final double ROUNDING = 1e-6;

    private final String name;
    private final String title;
    private final List<Mark> marks = new ArrayList<>();
    private double legendX = LEFT;
    private double legendY = 12;

    Plot(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** Values from left to right. */
    static Scale across(double low, double high) {
        return Scale.linear(low, high, LEFT, WIDTH - RIGHT);
    }

    /** Values from the bottom up. */
    static Scale up(double low, double high) {
        return Scale.linear(low, high, HEIGHT - BOTTOM, TOP);
    }

    /** Positive values from the bottom up, equal factors equal distances. */
    static Scale upByFactors(double least, double largest) {
        return Scale.logarithmic(least, largest, HEIGHT - BOTTOM, TOP);
    }

    /** As {@link #upByFactors}, with the least value above the bottom, so that its box is seen. */
    static Scale upByFactorsFromBelow(double least, double largest) {
        double low = least / 2;
        return new Scale(low, Math.max(largest, 10 * low), HEIGHT - BOTTOM, TOP, true);
    }

    static double bottom() {
        return HEIGHT - BOTTOM;
    }

    Plot add(Mark mark) {
        marks.add(mark);
        return this;
    }

    /** A line above the frame that says what it shows, in place of a legend. */
    Plot heading(String text) {
        marks.add(new Mark.Label(LEFT, TOP - 16, text, Mark.Anchor.START, ChartColor.TEXT));
        return this;
    }

    /** A name beside its colour; rows break where they are full. */
    Plot legend(String text, ChartColor color) {
        String shown = VisibleText.shortened(text, LEGEND_LETTERS);
        double width = 16 + LETTER * shown.length() + 8;
        if (legendX + width > WIDTH && legendX > LEFT) {
            legendX = LEFT;
            legendY += LEGEND_ROW;
        }
        marks.add(new Mark.Box(legendX, legendY - 8, 10, 8, 1, "", color));
        marks.add(new Mark.Label(legendX + 14, legendY, shown, Mark.Anchor.START, ChartColor.TEXT));
        legendX += width;
        return this;
    }

    /** Lines to read values by, with the values on the left. */
    Plot valueAxis(Scale scale, DoubleFunction<String> text) {
        for (double tick : scale.ticks()) {
            double y = scale.at(tick);
            marks.add(Mark.Line.of(LEFT, y, WIDTH - RIGHT, y, ChartColor.GRID));
            marks.add(new Mark.Label(LEFT - 4, y + 4, text.apply(tick), Mark.Anchor.END, ChartColor.TEXT));
        }
        marks.add(Mark.Line.of(LEFT, bottom(), WIDTH - RIGHT, bottom(), ChartColor.AXIS));
        return this;
    }

    /** Values below the frame. */
    Plot ticksBelow(Scale scale, DoubleFunction<String> text) {
        for (double tick : scale.ticks()) {
            labelBelow(scale.at(tick), text.apply(tick));
        }
        return this;
    }

    /** Values below the frame, of a scale whose values count something. */
    Plot wholeTicksBelow(Scale scale) {
        for (double tick : scale.ticks()) {
            if (Math.abs(tick - Math.rint(tick)) < ROUNDING) {
                labelBelow(scale.at(tick), Scale.text(tick));
            }
        }
        return this;
    }

    Plot labelBelow(double x, String text) {
        boolean fits = x + LETTER * text.length() / 2 <= WIDTH;
        marks.add(
                fits
                        ? new Mark.Label(x, bottom() + 14, text, Mark.Anchor.MIDDLE, ChartColor.TEXT)
                        : new Mark.Label(WIDTH - 1, bottom() + 14, text, Mark.Anchor.END, ChartColor.TEXT));
        return this;
    }

    /** What the axis below is of. */
    Plot caption(String text) {
        marks.add(new Mark.Label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, text, Mark.Anchor.MIDDLE, ChartColor.TEXT));
        return this;
    }

    Drawing drawing() {
        return new Drawing(name, title, WIDTH, HEIGHT, marks);
    }

    /** A fraction as percent without decimals. */
    static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * fraction);
    }
}
