package io.github.ncl4j.report;

import io.github.ncl4j.evaluate.Calibration;
import io.github.ncl4j.evaluate.ConfusionMatrix;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The charts of one evaluation, with the classes from head to tail. */
final class ClassCharts {

    /** More bars than this are joined, neighbours together, so that a page of thousands of classes stays small. */
    private static final int MAX_BARS = 200;

    private static final List<ShotGroup> GROUPS = List.of(ShotGroup.values());

    private static final int MAX_CELLS = 60;
    private static final int MAP_SIDE = 380;
    private static final int MAP_EDGE = 18;

    private final ImageDecisions decisions;
    private final ConfusionMatrix confusion;
    private final ShotGroups groups;
    private final List<String> names;
    private final List<Integer> counts;
    private final List<Integer> order;

    ClassCharts(ImageDecisions decisions, ShotGroups groups, List<String> names, List<Integer> counts) {
        this.decisions = decisions;
        this.groups = groups;
        this.names = names;
        this.counts = counts;
        confusion = decisions.confusion(decisions.ensemble(), names.size());
        order = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingInt(c -> -counts.get(c)))
                .toList();
    }

    /** Neighbours in the order of training images that share a bar. */
    private List<List<Integer>> bars(int most) {
        int together = (order.size() + most - 1) / most;
        List<List<Integer>> bars = new ArrayList<>();
        for (int from = 0; from < order.size(); from += together) {
            bars.add(order.subList(from, Math.min(order.size(), from + together)));
        }
        return bars;
    }

    private String tip(List<Integer> classes) {
        String first = VisibleText.shortened(names.get(classes.get(0)), 40);
        return classes.size() == 1 ? first : first + " and " + (classes.size() - 1) + " more";
    }

    /** Accuracy of each class, and behind it how many training images it has, on a logarithmic scale. */
    Drawing accuracyByFrequency() {
        List<List<Integer>> bars = bars(MAX_BARS);
        Scale x = Plot.across(0, bars.size());
        Scale y = Plot.up(0, 1);
        Scale images = Plot.upByFactors(Math.max(1, counts.get(order.get(order.size() - 1))), counts.get(order.get(0)));
        Plot plot = new Plot("accuracy-by-frequency", "Accuracy of each class, from head to tail")
                .legend("training images (log scale)", ChartColor.COUNT)
                .legend("accuracy of the ensemble", ChartColor.SERIES0);
        double width = x.at(1) - x.at(0);
        for (int i = 0; i < bars.size(); i++) {
            List<Integer> classes = bars.get(i);
            double count = classes.stream().mapToInt(counts::get).average().orElse(0);
            int of = classes.stream().mapToInt(confusion::images).sum();
            int right = classes.stream().mapToInt(c -> confusion.count(c, c)).sum();
            double accuracy = of == 0 ? 0 : (double) right / of;
            String tip = tip(classes)
                    + String.format(Locale.ROOT, ": %.0f training images, %d of %d right", count, right, of);
            double top = images.at(count);
            plot.add(new Mark.Box(x.at(i), top, width * .92, Plot.bottom() - top, 1, tip, ChartColor.COUNT));
            double height = Plot.bottom() - y.at(accuracy);
            plot.add(new Mark.Box(
                    x.at(i) + width * .2, y.at(accuracy), width * .52, height, 1, tip, ChartColor.SERIES0));
        }
        return plot.valueAxis(y, Plot::percent)
                .caption("classes, most training images first (" + counts.get(order.get(0)) + " to "
                        + counts.get(order.get(order.size() - 1)) + ")")
                .drawing();
    }

    /** Accuracy by shot group, of the ensemble and of each expert. */
    Drawing accuracyByGroup() {
        Scale y = Plot.up(0, 1);
        Scale x = Plot.across(0, 3);
        List<Decisions> predictors = decisions.predictors();
        Plot plot = new Plot("accuracy-by-group", "Accuracy by shot group").valueAxis(y, Plot::percent);
        for (int k = 0; k < predictors.size(); k++) {
            plot.legend(k == 0 ? "ensemble" : "expert " + k, ChartColor.series(k));
        }
        double width = (x.at(1) - x.at(0)) * .8 / predictors.size();
        for (int g = 0; g < GROUPS.size(); g++) {
            ShotGroup group = GROUPS.get(g);
            double left = x.at(g + .1);
            for (int k = 0; k < predictors.size(); k++) {
                Double accuracy = decisions.accuracy(predictors.get(k), groups, group);
                if (accuracy != null) {
                    String tip = String.format(Locale.ROOT, "%s: %.1f%%", group.word(), 100 * accuracy);
                    plot.add(new Mark.Box(
                            left + k * width,
                            y.at(accuracy),
                            width * .9,
                            Plot.bottom() - y.at(accuracy),
                            1,
                            tip,
                            ChartColor.series(k)));
                }
            }
            plot.labelBelow(x.at(g + .5), group.word());
        }
        return plot.caption("by number of training images").drawing();
    }

    /** How the classes, the training images and the test images fall into the shot groups. */
    Drawing distribution() {
        Scale y = Plot.up(0, 1);
        Scale x = Plot.across(0, 3);
        Plot plot = new Plot("distribution", "Shares of the shot groups")
                .valueAxis(y, Plot::percent)
                .legend("classes", ChartColor.SERIES3)
                .legend("training images", ChartColor.COUNT)
                .legend("test images", ChartColor.SERIES2);
        double width = (x.at(1) - x.at(0)) * .8 / 3;
        long training = counts.stream().mapToLong(Integer::longValue).sum();
        for (int g = 0; g < GROUPS.size(); g++) {
            ShotGroup group = GROUPS.get(g);
            int[] classes = IntStream.range(0, names.size())
                    .filter(c -> groups.of(c) == group)
                    .toArray();
            long trained = IntStream.of(classes).mapToLong(counts::get).sum();
            int tested = IntStream.of(classes).map(confusion::images).sum();
            double[] shares = {
                (double) classes.length / names.size(),
                training == 0 ? 0 : (double) trained / training,
                (double) tested / decisions.images()
            };
            String[] tips = {classes.length + " classes", trained + " training images", tested + " test images"};
            ChartColor[] inks = {ChartColor.SERIES3, ChartColor.COUNT, ChartColor.SERIES2};
            for (int i = 0; i < shares.length; i++) {
                double top = y.at(shares[i]);
                double left = x.at(g + .1) + i * width;
                plot.add(new Mark.Box(left, top, width * .9, Plot.bottom() - top, 1, tips[i], inks[i]));
            }
            plot.labelBelow(x.at(g + .5), group.word());
        }
        return plot.drawing();
    }

    /** Accuracy over confidence, bin by bin; calibrated models follow the diagonal. */
    Drawing reliability() {
        Calibration calibration = Calibration.of(decisions.ensemble(), decisions.targets());
        Scale x = Plot.across(0, 1);
        Scale y = Plot.up(0, 1);
        Plot plot = new Plot("reliability", "Reliability: accuracy over confidence")
                .valueAxis(y, Plot::percent)
                .ticksBelow(x, Plot::percent)
                .legend("accuracy", ChartColor.SERIES0)
                .legend("share of the images", ChartColor.COUNT);
        int bins = Calibration.BINS;
        for (int m = 0; m < bins; m++) {
            Calibration.Bin bin = calibration.bins().get(m);
            Double accuracy = bin.accuracy();
            if (accuracy != null) {
                double left = x.at((double) m / bins);
                double width = x.at((m + 1.0) / bins) - left;
                double share = y.at((double) bin.images() / decisions.images());
                plot.add(new Mark.Box(left, share, width * .94, Plot.bottom() - share, 1, "", ChartColor.COUNT));
                String tip = String.format(
                        Locale.ROOT,
                        "%d images, confidence %.1f%%, accuracy %.1f%%",
                        bin.images(),
                        100 * (bin.confidence() == null ? 0 : bin.confidence()),
                        100 * accuracy);
                double top = y.at(accuracy);
                plot.add(new Mark.Box(
                        left + width * .2, top, width * .54, Plot.bottom() - top, 1, tip, ChartColor.SERIES0));
            }
        }
        List<Mark.Point> diagonal = List.of(new Mark.Point(x.at(0), y.at(0)), new Mark.Point(x.at(1), y.at(1)));
        return plot.add(new Mark.Line(diagonal, true, ChartColor.AXIS))
                .caption("confidence")
                .drawing();
    }

    /** What is taken for what: rows are the true classes; of many classes, neighbours in frequency share a cell. */
    Drawing confusionMap() {
        List<List<Integer>> bars = bars(MAX_CELLS);
        int[] barOf = new int[names.size()];
        for (int i = 0; i < bars.size(); i++) {
            for (int c : bars.get(i)) {
                barOf[c] = i;
            }
        }
        int[][] cells = new int[bars.size()][bars.size()];
        int[] rows = new int[bars.size()];
        int[] predicted = decisions.ensemble().predicted();
        for (int n = 0; n < predicted.length; n++) {
            int row = barOf[decisions.targets()[n]];
            rows[row]++;
            if (predicted[n] >= 0) {
                cells[row][barOf[predicted[n]]]++;
            }
        }
        List<Mark> marks = new ArrayList<>();
        double side = (double) MAP_SIDE / bars.size();
        for (int row = 0; row < cells.length; row++) {
            for (int column = 0; column < cells.length; column++) {
                if (cells[row][column] > 0) {
                    double share = (double) cells[row][column] / rows[row];
                    marks.add(new Mark.Box(
                            MAP_EDGE + column * side,
                            MAP_EDGE + row * side,
                            side,
                            side,
                            Math.max(.06, Math.sqrt(share)),
                            tip(bars.get(row)) + " as " + tip(bars.get(column)) + ": " + cells[row][column] + " of "
                                    + rows[row],
                            row == column ? ChartColor.SERIES0 : ChartColor.SERIES1));
                }
            }
        }
        int size = MAP_SIDE + MAP_EDGE;
        marks.add(new Mark.Line(
                List.of(
                        new Mark.Point(MAP_EDGE, MAP_EDGE),
                        new Mark.Point(size, MAP_EDGE),
                        new Mark.Point(size, size),
                        new Mark.Point(MAP_EDGE, size),
                        new Mark.Point(MAP_EDGE, MAP_EDGE)),
                false,
                ChartColor.AXIS));
        marks.add(new Mark.Label(MAP_EDGE, 12, "predicted, head to tail →", Mark.Anchor.START, ChartColor.TEXT));
        marks.add(
                new Mark.Label(MAP_EDGE, size + 14, "true class, head to tail ↓", Mark.Anchor.START, ChartColor.TEXT));
        return new Drawing("confusion", "What is taken for what", size + 2, size + 20, marks);
    }
}
