package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.evaluate.AccuracyTable;
import io.github.ncl4j.evaluate.Calibration;
import io.github.ncl4j.evaluate.ClassMetrics;
import io.github.ncl4j.evaluate.ConfusionMatrix;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ExpertDisagreement;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.evaluate.ShotGroup;
import io.github.ncl4j.evaluate.ShotGroups;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What decisions tell beyond accuracy, as text and as JSON. */
final class EvaluationMeasures {

    private static final int MISTAKES = 5;

    private final ImageDecisions decisions;
    private final List<String> classNames;
    private final ConfusionMatrix confusion;
    private final Calibration calibration;
    private final Map<ShotGroup, Calibration> ofGroup = new EnumMap<>(ShotGroup.class);

    EvaluationMeasures(ImageDecisions decisions, ShotGroups groups, List<String> classNames) {
        this.decisions = decisions;
        this.classNames = classNames;
        Decisions ensemble = decisions.ensemble();
        confusion = decisions.confusion(ensemble, classNames.size());
        calibration = Calibration.of(ensemble, decisions.targets());
        for (ShotGroup group : ShotGroup.values()) {
            ofGroup.put(group, Calibration.of(ensemble, decisions.targets(), groups, group));
        }
    }

    /** A few lines on the ensemble and on how the experts differ. */
    String text() {
        ClassMetrics metrics = ClassMetrics.of(confusion);
        StringBuilder text = new StringBuilder();
        text.append("balanced accuracy ")
                .append(AccuracyTable.percent(metrics.balancedAccuracy()))
                .append(", macro precision ")
                .append(AccuracyTable.percent(metrics.macroPrecision()))
                .append(", macro F1 ")
                .append(AccuracyTable.percent(metrics.macroF1()))
                .append('\n');
        text.append("calibration error ")
                .append(AccuracyTable.percent(calibration.ece()))
                .append(" (ECE), at most ")
                .append(AccuracyTable.percent(calibration.mce()))
                .append(" (MCE); ECE of");
        ofGroup.forEach((group, each) ->
                text.append(' ').append(group.word()).append(' ').append(AccuracyTable.percent(each.ece())));
        text.append('\n');
        if (decisions.experts().size() > 1) {
            ExpertDisagreement experts = ExpertDisagreement.of(decisions);
            text.append("two experts disagree on ")
                    .append(AccuracyTable.percent(experts.mean()))
                    .append(" of the images; all are right on ")
                    .append(AccuracyTable.percent(experts.allRight()))
                    .append(", at least one on ")
                    .append(AccuracyTable.percent(experts.someRight()))
                    .append('\n');
        }
        List<ConfusionMatrix.Mistake> mistakes = confusion.mistakes(MISTAKES);
        if (!mistakes.isEmpty()) {
            text.append("most frequent mistakes: ")
                    .append(mistakes.stream()
                            .map(each -> classNames.get(each.target()) + " as " + classNames.get(each.prediction())
                                    + " (" + each.images() + " of " + confusion.images(each.target()) + ")")
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        return text.toString();
    }

    /** Adds the same to a document, with the reliability diagram, and precision and F1 to its classes. */
    void addTo(ObjectNode root) {
        ClassMetrics metrics = ClassMetrics.of(confusion);
        root.put("balanced_accuracy", metrics.balancedAccuracy())
                .put("macro_precision", metrics.macroPrecision())
                .put("macro_f1", metrics.macroF1());
        add(root.putObject("calibration"));
        ExpertDisagreement experts = ExpertDisagreement.of(decisions);
        root.putObject("expert_disagreement")
                .put("mean", experts.mean())
                .put("all_right", experts.allRight())
                .put("some_right", experts.someRight());
        if (root.get("classes") instanceof ArrayNode classes) {
            for (int c = 0; c < classes.size(); c++) {
                boolean measured = confusion.images(c) > 0;
                ((ObjectNode) classes.get(c))
                        .put("precision", measured ? (Double) confusion.precision(c) : null)
                        .put("f1", measured ? (Double) ClassMetrics.f1(confusion, c) : null);
            }
        }
    }

    private void add(ObjectNode node) {
        node.put("ece", calibration.ece()).put("mce", calibration.mce());
        ofGroup.forEach((group, each) -> node.put("ece_" + group.word(), each.ece()));
        ArrayNode bins = node.putArray("bins");
        calibration
                .bins()
                .forEach(bin -> bins.addObject()
                        .put("images", bin.images())
                        .put("confidence", bin.confidence())
                        .put("accuracy", bin.accuracy()));
    }
}
