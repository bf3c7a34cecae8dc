package io.github.ncl4j.app;

import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.file.OutputFile;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Images per class, largest class first, on a logarithmic scale. */
final class TailPlot {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 540;
    private static final int TICK_SPACING = 120;

    private TailPlot() {}

    /**
     * Writes a PNG image. Classes without images have no place on the scale; the title counts them.
     *
     * @param table with at least one image
     * @param file where
     */
    static void write(ClassTable table, Path file) throws IOException {
        OutputFile.write(file, ChartEncoder.getBytes(chart(table), "png"));
    }

    private static XYChart chart(ClassTable table) {
        int[] ascending =
                Arrays.stream(table.counts()).filter(n -> n > 0).sorted().toArray();
        int empty = table.counts().length - ascending.length;
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(table.total() + " images in " + table.counts().length + " classes"
                        + (empty > 0 ? ", " + empty + " without images" : ""))
                .xAxisTitle("classes, largest first")
                .yAxisTitle("images")
                .build();
        chart.getStyler()
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler()
                .setYAxisLogarithmic(true)
                .setXAxisMin(0.0)
                .setXAxisMax((double) ascending.length)
                .setXAxisTickMarkSpacingHint(TICK_SPACING);
        // Each class is a step of width one, from its rank to the next.
        List<Double> ranks = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (int rank = 0; rank < ascending.length; rank++) {
            double count = ascending[ascending.length - 1 - rank];
            ranks.addAll(List.of((double) rank, rank + 1.0));
            counts.addAll(List.of(count, count));
        }
        XYSeries series = chart.addSeries("images per class", ranks, counts);
        series.setMarker(SeriesMarkers.NONE);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
        return chart;
    }
}
