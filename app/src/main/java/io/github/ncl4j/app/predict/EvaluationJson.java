package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.evaluate.Accuracy;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.model.ModelDescription;
import java.nio.file.Path;
import java.util.Locale;

/** An evaluation as the document that {@code evaluate --json} prints. Accuracies are fractions; an empty group is null. */
final class EvaluationJson {

    private EvaluationJson() {}

    static ObjectNode of(Path checkpoint, ModelDescription description, Evaluation evaluation) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("checkpoint", checkpoint.toString());
        root.put("images", evaluation.images());
        root.put("undecided", evaluation.undecided());
        root.put(
                "protocol",
                description
                        .config()
                        .evaluate()
                        .protocol()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
        add(root.putObject("ensemble"), evaluation.ensemble());
        ArrayNode experts = root.putArray("experts");
        evaluation.experts().forEach(expert -> add(experts.addObject(), expert));
        root.put("best_expert", evaluation.bestExpert() + 1); // from 1 on, as in the tables
        ArrayNode classes = root.putArray("classes");
        for (int c = 0; c < description.classes(); c++) {
            classes.addObject()
                    .put("name", description.classNames().get(c))
                    .put("training_images", description.classCounts().get(c))
                    .put("accuracy", evaluation.classAccuracy().get(c));
        }
        ArrayNode confusion = root.putArray("confusion");
        for (int label = 0; label < description.classes(); label++) {
            ArrayNode row = confusion.addArray();
            for (int predicted = 0; predicted < description.classes(); predicted++) {
                row.add(evaluation.confusion().count(label, predicted));
            }
        }
        return root;
    }

    private static void add(ObjectNode node, Accuracy accuracy) {
        node.put("top1", accuracy.top1())
                .put("top5", accuracy.top5())
                .put("many", accuracy.many())
                .put("medium", accuracy.medium())
                .put("few", accuracy.few());
    }
}
