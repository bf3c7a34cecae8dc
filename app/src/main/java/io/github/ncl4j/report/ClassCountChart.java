package io.github.ncl4j.report;

import io.github.ncl4j.data.ClassTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Images of each class, largest class first, on a logarithmic scale. */
public final class ClassCountChart {

    private ClassCountChart() {}

    /**
     * Writes a PNG image. Classes without images have no place on the scale; the heading counts them.
     *
     * @param table with at least one image
     * @param file where
     */
    public static void write(ClassTable table, Path file) throws IOException {
        PngRenderer.write(drawing(table), file);
    }

    static Drawing drawing(ClassTable table) {
        int[] ascending =
                Arrays.stream(table.counts()).filter(n -> n > 0).sorted().toArray();
        int classes = ascending.length;
        int empty = table.counts().length - classes;
        Scale x = Plot.across(0, classes);
        Scale y = Plot.upByFactorsFromBelow(ascending[0], ascending[classes - 1]);
        Plot plot = new Plot("class-counts", "Images of each class, largest class first")
                .heading(table.total() + " images in " + table.counts().length + " classes"
                        + (empty > 0 ? ", " + empty + " without images" : ""));
        // Each box begins at the first class: narrow boxes side by side would show gaps.
        for (int rank = 1; rank <= classes; rank++) {
            int count = ascending[classes - rank];
            boolean isLast = rank == classes || ascending[classes - rank - 1] < count;
            if (isLast) {
                double left = x.at(0);
                double top = y.at(count);
                plot.add(new Mark.Box(left, top, x.at(rank) - left, Plot.bottom() - top, 1, "", ChartColor.SERIES0));
            }
        }
        return plot.valueAxis(y, Scale::text)
                .wholeTicksBelow(x)
                .caption("classes, largest first")
                .drawing();
    }
}
