package io.github.ncl4j.report;

import io.github.ncl4j.evaluate.Calibration;
import io.github.ncl4j.evaluate.ClassMetrics;
import io.github.ncl4j.evaluate.ConfusionMatrix;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ExpertDisagreement;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.RunEvaluation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page says of one run. All texts are as they were found but for what {@link VisibleText} takes out: the template escapes
 * them.
 *
 * @param name of the run
 * @param state whether it is done
 * @param facts the summary, values by name
 * @param curves charts over epochs
 * @param mined the hard categories that were chosen most; null if the loss chooses none
 * @param evaluation what the last evaluation tells; null if there is none
 * @param missing what is not known because there is no evaluation, and how to get it; null if there is one
 * @param config the configuration as YAML
 * @param environment what it ran on, values by name
 * @param repeat the commands that repeat it
 */
public record RunSection(
        String name,
        String state,
        Map<String, String> facts,
        List<Chart> curves,
        @Nullable MinedCategories mined,
        @Nullable Details evaluation,
        @Nullable Missing missing,
        String config,
        Map<String, String> environment,
        String repeat) {

    private static final int MISTAKES = 15;

    /** A chart and what is below it; {@code svg} is an element whose texts are escaped. */
    public record Chart(String title, String svg) {}

    /** A table with a heading; the first cell of each row names it. */
    public record Table(List<String> head, List<List<String>> rows) {}

    /** A class that is badly recognised, with images that were taken for another. */
    public record WorstClass(String name, String text, List<Picture> pictures) {}

    /** A small image; {@code data} is a {@code data:} URI of base64 alone. */
    public record Picture(String data, String source, String takenFor) {}

    /** Why something is not known, and the command that changes that. */
    public record Missing(String why, String command) {}

    /** What decisions on images tell. */
    public record Details(
            List<Chart> classes,
            List<Chart> confidence,
            Table calibration,
            Table predictors,
            String disagreement,
            Chart confusion,
            Table mistakes,
            List<WorstClass> worst) {}

    static RunSection of(RunFiles run) {
        RunEvaluation evaluation = run.evaluation();
        EpochMetrics last = run.last();
        int epochs = run.config().train().epochs();
        String state = last == null
                ? "no epoch is done yet"
                : last.epoch() < epochs
                        ? "after epoch " + last.epoch() + " of " + epochs
                        : "finished after " + epochs + (epochs == 1 ? " epoch" : " epochs");
        return new RunSection(
                VisibleText.of(run.config().name()),
                state,
                facts(run),
                Curves.of(run.epochs()).stream().map(RunSection::chart).toList(),
                MinedCategories.of(run),
                evaluation == null ? null : details(evaluation, RunFiles.groups(evaluation, run.config())),
                evaluation == null ? missing(run, last != null && last.epoch() == epochs) : null,
                VisibleText.ofLines(run.configText()),
                environment(run),
                VisibleText.ofLines("./ncl4j train "
                        + Shell.word(run.folder().resolve("config.yaml").toString()) + " --output NEW_FOLDER"));
    }

    private static Missing missing(RunFiles run, boolean isTrained) {
        String folder = Shell.word(run.folder().toString());
        String config = Shell.word(run.folder().resolve("config.yaml").toString());
        return isTrained
                ? new Missing(
                        "An earlier ncl4j trained the run, or the file was removed. This measures its last checkpoint, and prints"
                                + " what it finds:",
                        VisibleText.ofLines("./ncl4j evaluate " + folder))
                : new Missing(
                        "The run has not come to its end. If it is not under way still, this goes on with it, and writes the file"
                                + " after the last epoch:",
                        VisibleText.ofLines("./ncl4j train " + config + " --output " + folder + " --resume auto"));
    }

    private static Chart chart(Drawing drawing) {
        return new Chart(drawing.title(), drawing.svg());
    }

    private static Map<String, String> facts(RunFiles run) {
        Map<String, String> facts = new LinkedHashMap<>();
        EpochMetrics last = run.last();
        EpochMetrics best = run.best();
        if (last != null && last.ensembleAccuracy() != null) {
            facts.put("Ensemble, last epoch", Percent.of(last.ensembleAccuracy()));
            facts.put("Many / medium / few", groups(last));
        }
        if (last != null && best != null) {
            EpochMetrics.Best chosen = last.bestEnsemble();
            String by = chosen != null && chosen.selection() != null ? "held-out images" : "the same images";
            facts.put(
                    "Ensemble, best epoch (" + best.epoch() + ")",
                    Percent.of(best.ensembleAccuracy()) + ", chosen on " + by);
        }
        RunEvaluation evaluation = run.evaluation();
        if (evaluation != null) {
            ImageDecisions decisions = evaluation.decisions();
            Decisions ensemble = decisions.ensemble();
            ClassMetrics metrics = ClassMetrics.of(
                    decisions.confusion(ensemble, evaluation.classNames().size()));
            facts.put(
                    "Balanced accuracy / macro F1",
                    Percent.of(metrics.balancedAccuracy()) + " / " + Percent.of(metrics.macroF1()));
            facts.put(
                    "Calibration error (ECE)",
                    Percent.of(Calibration.of(ensemble, decisions.targets()).ece()));
            facts.put("Test images", Integer.toString(decisions.images()));
            long training = evaluation.classCounts().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
            facts.put(
                    "Training images",
                    training + " in " + evaluation.classCounts().size() + " classes");
        }
        Long parameters = run.number("parameters");
        if (parameters != null) {
            facts.put("Parameters", String.format(Locale.ROOT, "%,d", parameters));
        }
        if (!run.epochs().isEmpty()) {
            facts.put("Training time", String.format(Locale.ROOT, "%.1f minutes", run.seconds() / 60));
        }
        Long peak = run.number("peak_resident_bytes");
        if (peak != null) {
            facts.put("Peak memory", String.format(Locale.ROOT, "%.0f MB", peak / 1e6));
        }
        return facts;
    }

    private static String groups(EpochMetrics epoch) {
        return Percent.of(epoch.many()) + " / " + Percent.of(epoch.medium()) + " / " + Percent.of(epoch.few());
    }

    private static Details details(RunEvaluation evaluation, ShotGroups groups) {
        ImageDecisions decisions = evaluation.decisions();
        List<String> names =
                evaluation.classNames().stream().map(VisibleText::of).toList();
        ClassCharts charts = new ClassCharts(decisions, groups, names, evaluation.classCounts());
        ConfusionMatrix confusion = decisions.confusion(decisions.ensemble(), names.size());
        return new Details(
                List.of(
                        chart(charts.accuracyByFrequency()),
                        chart(charts.accuracyByGroup()),
                        chart(charts.distribution())),
                List.of(chart(charts.reliability())),
                calibration(decisions, groups),
                predictors(decisions, groups),
                disagreement(decisions),
                chart(charts.confusionMap()),
                mistakes(confusion, names),
                worst(evaluation, confusion, names));
    }

    private static Table calibration(ImageDecisions decisions, ShotGroups groups) {
        List<List<String>> rows = new ArrayList<>();
        Decisions ensemble = decisions.ensemble();
        Calibration all = Calibration.of(ensemble, decisions.targets());
        rows.add(List.of("all", Percent.of(all.ece()), Percent.of(all.mce())));
        for (ShotGroup group : ShotGroup.values()) {
            Calibration each = Calibration.of(ensemble, decisions.targets(), groups, group);
            rows.add(List.of(group.word(), Percent.of(each.ece()), Percent.of(each.mce())));
        }
        return new Table(List.of("images", "ECE", "MCE"), rows);
    }

    private static Table predictors(ImageDecisions decisions, ShotGroups groups) {
        List<List<String>> rows = new ArrayList<>();
        List<Decisions> predictors = decisions.predictors();
        for (int k = 0; k < predictors.size(); k++) {
            Decisions each = predictors.get(k);
            List<String> row = new ArrayList<>();
            row.add(k == 0 ? "ensemble" : "expert " + k);
            row.add(Percent.of(decisions.accuracy(each)));
            for (ShotGroup group : ShotGroup.values()) {
                row.add(Percent.of(decisions.accuracy(each, groups, group)));
            }
            row.add(Percent.of(Calibration.of(each, decisions.targets()).ece()));
            rows.add(row);
        }
        return new Table(List.of("", "top-1", "many", "medium", "few", "ECE"), rows);
    }

    private static String disagreement(ImageDecisions decisions) {
        if (decisions.experts().size() == 1) {
            return "There is one expert.";
        }
        ExpertDisagreement experts = ExpertDisagreement.of(decisions);
        return "Two experts disagree on " + Percent.of(experts.mean()) + " of the images. All are right on "
                + Percent.of(experts.allRight()) + ", at least one on " + Percent.of(experts.someRight())
                + ": what a perfect choice among them would reach.";
    }

    private static Table mistakes(ConfusionMatrix confusion, List<String> names) {
        return new Table(
                List.of("true class", "taken for", "images"),
                confusion.mistakes(MISTAKES).stream()
                        .map(each -> List.of(
                                names.get(each.target()),
                                names.get(each.prediction()),
                                each.images() + " of " + confusion.images(each.target())))
                        .toList());
    }

    private static List<WorstClass> worst(RunEvaluation evaluation, ConfusionMatrix confusion, List<String> names) {
        Map<Integer, List<Picture>> pictures = new LinkedHashMap<>();
        for (RunEvaluation.Sample sample : evaluation.samples()) {
            String data = data(sample.picture());
            int predicted = evaluation.ensemble().predicted()[sample.image()];
            if (data != null) {
                pictures.computeIfAbsent(evaluation.targets()[sample.image()], key -> new ArrayList<>())
                        .add(new Picture(
                                data,
                                VisibleText.of(sample.source()),
                                predicted < 0 ? "nothing" : names.get(predicted)));
            }
        }
        return confusion.worstClasses(RunEvaluation.SAMPLED_CLASSES).stream()
                .map(c -> new WorstClass(
                        names.get(c),
                        confusion.count(c, c) + " of " + confusion.images(c) + " right, "
                                + evaluation.classCounts().get(c) + " training images",
                        pictures.getOrDefault(c, List.of())))
                .toList();
    }

    /** A URI of the bytes of a PNG or JPEG file; null for any other. */
    private static @Nullable String data(byte[] file) {
        boolean png = file.length > 4 && file[0] == (byte) 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G';
        boolean jpeg = file.length > 4 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8;
        return png || jpeg
                ? "data:image/" + (png ? "png" : "jpeg") + ";base64,"
                        + Base64.getEncoder().encodeToString(file)
                : null;
    }

    private static Map<String, String> environment(RunFiles run) {
        Map<String, String> shown = new LinkedHashMap<>();
        run.environment().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        shown.put(VisibleText.of(entry.getKey()).replace('_', ' '), VisibleText.of(entry.getValue())));
        return shown;
    }
}
