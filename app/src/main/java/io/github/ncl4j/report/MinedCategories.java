package io.github.ncl4j.report;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.LossConfig.HcmSource;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.run.HardCategoriesFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a training took images of other classes for most, so that its loss set them apart (NCL, section 3.3).
 *
 * @param text what was counted, or why there is nothing to show
 * @param most the classes that were chosen most, head to tail in that; null if there is nothing to show
 * @param groups a class of each shot group on average; null if there is nothing to show
 */
public record MinedCategories(String text, RunSection.@Nullable Table most, RunSection.@Nullable Table groups) {

    private static final int CLASSES = 15;

    /** Of a run; null if its loss chooses no hard categories. */
    static @Nullable MinedCategories of(RunFiles run) {
        LossConfig loss = run.config().loss();
        HcmSource source = loss instanceof LossConfig.Ncl ncl
                ? ncl.hcmSource()
                : loss instanceof LossConfig.NclPlus plus ? plus.hcmSource() : null;
        if (source == null) {
            return null;
        }
        HardCategoriesFile file = run.hardCategories();
        if (file == null) {
            return new MinedCategories(
                    "There is no hard-categories.json in the run directory: no epoch is done yet, or an earlier ncl4j trained"
                            + " the run, or all classes are hard (loss.hcm_n), so that none is chosen. A training writes it"
                            + " with each epoch.",
                    null,
                    null);
        }
        ShotGroups shots = ShotGroups.of(
                file.classCounts().stream().mapToInt(Integer::intValue).toArray(),
                run.config().evaluate().protocol());
        String chooser = source == HcmSource.FIRST_EXPERT ? "the first expert" : "each expert for itself";
        String text = String.format(
                Locale.ROOT,
                "Up to epoch %d %s chose hard categories %,d times: for a training image, each time it was seen, the classes beside"
                        + " its own that it was most taken for. The tables show how many of these times a class was among"
                        + " them.",
                file.epoch(),
                chooser,
                file.choices());
        return new MinedCategories(text, most(file, shots), groups(file, shots));
    }

    private static RunSection.Table most(HardCategoriesFile file, ShotGroups shots) {
        List<List<String>> rows = IntStream.range(0, file.chosen().length)
                .boxed()
                .filter(c -> file.chosen()[c] > 0)
                .sorted(Comparator.comparingLong(c -> -file.chosen()[c]))
                .limit(CLASSES)
                .map(c -> List.of(
                        VisibleText.of(file.classNames().get(c)),
                        shots.of(c).word(),
                        file.classCounts().get(c).toString(),
                        Percent.of((double) file.chosen()[c] / file.choices())))
                .toList();
        return new RunSection.Table(List.of("class", "group", "images", "mined"), rows);
    }

    private static RunSection.Table groups(HardCategoriesFile file, ShotGroups shots) {
        List<List<String>> rows = new ArrayList<>();
        for (ShotGroup group : ShotGroup.values()) {
            int[] classes = IntStream.range(0, file.chosen().length)
                    .filter(c -> shots.of(c) == group)
                    .toArray();
            double chosen =
                    IntStream.of(classes).mapToLong(c -> file.chosen()[c]).sum();
            boolean known = classes.length > 0 && file.choices() > 0;
            rows.add(List.of(
                    group.word(),
                    Integer.toString(classes.length),
                    Percent.of(known ? (Double) (chosen / classes.length / file.choices()) : null)));
        }
        return new RunSection.Table(List.of("group", "classes", "mined, on average"), rows);
    }
}
