package io.github.ncl4j.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.evaluate.PairedBootstrap;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Methods beside each other: a row for each configuration, whatever its seeds.
 *
 * @param methods in the order in which they were named
 * @param differences of each pair of methods that was measured on the same test images
 * @param notes on test images that are not the same, or of which that is not known
 */
public record Comparison(List<ComparedMethod> methods, List<Difference> differences, List<String> notes) {

    private static final long BOOTSTRAP_SEED = 1;

    /**
     * The second method's accuracy after the last epoch over that of the first.
     *
     * @param interval over draws of test images
     */
    record Difference(String first, String second, PairedBootstrap interval) {

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%s - %s: %+.1f points, 95 %% of bootstrap draws of the test images in [%+.1f, %+.1f]: %s",
                    second,
                    first,
                    100 * interval.difference(),
                    100 * interval.low(),
                    100 * interval.high(),
                    interval.isNoise() ? "within the noise" : "beyond the noise");
        }
    }

    /** Copies the lists. */
    public Comparison {
        methods = List.copyOf(methods);
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    /**
     * Groups runs that differ in the seed alone.
     *
     * @throws DataException if a run is not finished, or there twice
     */
    public static Comparison of(List<RunFiles> runs) {
        requireDistinct(runs);
        Map<ExperimentConfig, List<RunFiles>> byConfig = new LinkedHashMap<>();
        for (RunFiles run : runs) {
            if (run.evaluation() == null) {
                throw new DataException(
                        run.folder() + ": has no evaluation.json, because the run has not come to its end or an"
                                + " earlier ncl4j trained it; finish it with ncl4j train --resume auto");
            }
            byConfig.computeIfAbsent(withoutSeed(run.config()), key -> new ArrayList<>())
                    .add(run);
        }
        List<ComparedMethod> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        byConfig.forEach((config, group) -> {
            String name = config.name();
            for (int i = 2; !names.add(name); i++) {
                name = config.name() + " (" + i + ")";
            }
            methods.add(new ComparedMethod(name, group));
        });
        List<String> notes = new ArrayList<>();
        return new Comparison(methods, differences(methods, notes), notes);
    }

    /**
     * Checks that no run is there twice.
     *
     * @throws DataException if two have the same configuration and seed: their results are no two draws, and have no deviation
     */
    public static void requireDistinct(List<RunFiles> runs) {
        Map<ExperimentConfig, Path> seen = new HashMap<>();
        for (RunFiles run : runs) {
            Path before = seen.putIfAbsent(run.config(), run.folder());
            if (before != null) {
                throw new DataException(
                        before + " and " + run.folder() + " have the same configuration and the same seed "
                                + run.config().seed()
                                + ", so they count as one run; leave one out, or train it with another seed");
            }
        }
    }

    private static ExperimentConfig withoutSeed(ExperimentConfig config) {
        return new ExperimentConfig(
                config.name(),
                0,
                config.data(),
                config.augment(),
                config.model(),
                config.contrastive(),
                config.loss(),
                config.train(),
                config.evaluate(),
                config.secondStage(),
                config.distill(),
                config.distributed());
    }

    /** Runs that were measured on other images have no difference that means anything. */
    private static List<Difference> differences(List<ComparedMethod> methods, List<String> notes) {
        List<ComparedMethod> comparable = new ArrayList<>();
        for (ComparedMethod method : methods) {
            if (TestImages.areTheSame(method.testImages())) {
                comparable.add(method);
            } else {
                notes.add(method.name()
                        + ": its runs were measured on different test images, so their mean is of no one set");
            }
        }
        if (!TestImages.areKnown(allImages(comparable)) && allImages(comparable).size() > 1) {
            notes.add(
                    "an earlier ncl4j measured some of the runs and did not note on which images; they are taken for the same"
                            + " where their labels are equal");
        }
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < comparable.size(); i++) {
            for (int j = i + 1; j < comparable.size(); j++) {
                ComparedMethod first = comparable.get(i);
                ComparedMethod second = comparable.get(j);
                if (TestImages.areTheSame(allImages(List.of(first, second)))) {
                    PairedBootstrap interval =
                            PairedBootstrap.of(first.rightByImage(), second.rightByImage(), BOOTSTRAP_SEED);
                    differences.add(new Difference(first.name(), second.name(), interval));
                } else {
                    notes.add(second.name() + " - " + first.name()
                            + ": no difference is given, because they were measured on different test images");
                }
            }
        }
        return differences;
    }

    private static List<TestImages> allImages(List<ComparedMethod> methods) {
        return methods.stream().flatMap(method -> method.testImages().stream()).toList();
    }

    /** The table with its columns aligned, then a line for each difference. */
    public String text() {
        List<List<String>> rows = new ArrayList<>(List.of(ComparedMethod.HEADS));
        methods.forEach(method -> rows.add(method.cells()));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int c = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(c).length())
                        .max()
                        .orElse(0);
                String gap = " ".repeat(width - row.get(c).length());
                text.append(c == 0 ? row.get(c) + gap : "  " + gap + row.get(c));
            }
            text.append('\n');
        }
        text.append("accuracies of the ensemble in percent: mean ± standard deviation over the runs\n");
        differences.forEach(each -> text.append(each.text()).append('\n'));
        notes.forEach(each -> text.append(each).append('\n'));
        return text.toString();
    }

    /** The same as a document. Accuracies are fractions; a figure has its mean, deviation and values, or is null. */
    public ObjectNode json() {
        ObjectNode root = new JsonMapper().createObjectNode();
        ArrayNode array = root.putArray("methods");
        for (ComparedMethod method : methods) {
            ObjectNode node = array.addObject().put("name", method.name());
            ArrayNode runs = node.putArray("runs");
            method.runs().forEach(run -> runs.add(run.folder().toString()));
            put(node, "last_epoch", method.lastEpoch());
            put(node, "best_epoch", method.bestEpoch());
            put(node, "many", method.many());
            put(node, "medium", method.medium());
            put(node, "few", method.few());
            put(node, "ece", method.calibrationError());
            put(node, "minutes", method.minutes());
            put(node, "parameters", method.parameters());
            put(node, "peak_megabytes", method.peakMegabytes());
        }
        ArrayNode pairs = root.putArray("differences");
        differences.forEach(each -> pairs.addObject()
                .put("first", each.first())
                .put("second", each.second())
                .put("difference", each.interval().difference())
                .put("low", each.interval().low())
                .put("high", each.interval().high())
                .put("within_noise", each.interval().isNoise()));
        ArrayNode texts = root.putArray("notes");
        notes.forEach(texts::add);
        return root;
    }

    private static void put(ObjectNode node, String name, @Nullable MeanAndDeviation spread) {
        if (spread == null) {
            node.putNull(name);
            return;
        }
        ObjectNode figure = node.putObject(name).put("mean", spread.mean()).put("deviation", spread.deviation());
        ArrayNode values = figure.putArray("values");
        spread.values().forEach(values::add);
    }

    /** Accuracy after the last epoch, overall and by shot group: a dot for each run, a line over their mean. */
    Drawing drawing() {
        Scale y = Plot.up(0, 1);
        Scale x = Plot.across(0, 4);
        Plot plot =
                new Plot("comparison", "Accuracy after the last epoch, a dot for each run").valueAxis(y, Plot::percent);
        List<String> figures = List.of("all", "many", "medium", "few");
        double width = (x.at(1) - x.at(0)) * .8 / methods.size();
        for (int m = 0; m < methods.size(); m++) {
            ComparedMethod method = methods.get(m);
            plot.legend(method.name(), ChartColor.series(m));
            List<@Nullable MeanAndDeviation> spreads =
                    Arrays.asList(method.lastEpoch(), method.many(), method.medium(), method.few());
            for (int f = 0; f < spreads.size(); f++) {
                MeanAndDeviation spread = spreads.get(f);
                if (spread != null) {
                    double left = x.at(f + .1) + m * width;
                    double mean = y.at(spread.mean());
                    plot.add(new Mark.Box(left, mean, width * .9, Plot.bottom() - mean, .35, "", ChartColor.series(m)));
                    for (double value : spread.values()) {
                        String tip = String.format(Locale.ROOT, "%s: %.1f%%", method.name(), 100 * value);
                        plot.add(new Mark.Dot(left + width * .45, y.at(value), 3, tip, ChartColor.series(m)));
                    }
                }
            }
        }
        for (int f = 0; f < figures.size(); f++) {
            plot.labelBelow(x.at(f + .5), figures.get(f));
        }
        return plot.drawing();
    }

    /** Draws it into a PNG file. */
    public void writePicture(Path file) throws IOException {
        PngRenderer.write(drawing(), file);
    }
}
