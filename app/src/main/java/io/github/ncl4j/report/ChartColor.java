package io.github.ncl4j.report;

import java.awt.Color;
import java.util.Locale;

/** What a mark of a chart stands for. A page chooses the colours by the class of its style sheet; a PNG file has these. */
enum ChartColor {
    /** Frames and the diagonal of what should be. */
    AXIS("#666666"),
    /** Lines to read values by. */
    GRID("#dddddd"),
    /** Titles and labels. */
    TEXT("#222222"),
    /** Counts of training images, behind what is measured. */
    COUNT("#b9c4d0"),
    /** The ensemble, or the first of several. */
    SERIES0("#0b5fa5"),
    /** Expert 1, or the second of several. */
    SERIES1("#d1570a"),
    /** Expert 2. */
    SERIES2("#1b7f4d"),
    /** Expert 3. */
    SERIES3("#9b2d8f"),
    /** What comes further. */
    SERIES4("#8a6d00");

    private static final ChartColor[] SERIES = {SERIES0, SERIES1, SERIES2, SERIES3, SERIES4};

    private final String hex;

    ChartColor(String hex) {
        this.hex = hex;
    }

    /** Of the i-th of several; they come round again. */
    static ChartColor series(int i) {
        return SERIES[i % SERIES.length];
    }

    Color rgb() {
        return Color.decode(hex);
    }

    /** The class in the style sheet. */
    String styleClass() {
        return name().toLowerCase(Locale.ROOT);
    }
}
