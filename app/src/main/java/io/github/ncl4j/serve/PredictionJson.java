package io.github.ncl4j.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.serve.model.Probabilities;
import io.github.ncl4j.serve.model.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The answers about a model and its predictions, as {@code openapi.json} documents them. */
final class PredictionJson {

    private final ServedModel model;

    /**
     * Writes about a model.
     *
     * @param model borrowed
     */
    PredictionJson(ServedModel model) {
        this.model = model;
    }

    /**
     * The answer to a prediction.
     *
     * @param top classes of each image, the likeliest for the ensemble
     */
    byte[] predictions(List<ClassifiedImage> classified, int top) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode images = document.putArray("images");
        for (ClassifiedImage each : classified) {
            ObjectNode image = images.addObject()
                    .put("image", each.name())
                    .put("width", each.width())
                    .put("height", each.height());
            Probabilities probabilities = each.probabilities();
            ArrayNode predictions = image.putArray("predictions");
            for (int category : probabilities.top(top)) {
                ObjectNode node =
                        named(predictions.addObject(), category).put("probability", probabilities.ensemble(category));
                ArrayNode experts = node.putArray("experts");
                for (int k = 0; k < probabilities.experts(); k++) {
                    experts.add(probabilities.expert(k, category));
                }
            }
            ArrayNode best = image.putArray("expert_best");
            for (int k = 0; k < probabilities.experts(); k++) {
                int category = probabilities.best(k);
                named(best.addObject(), category).put("probability", probabilities.expert(k, category));
            }
        }
        return bytes(document);
    }

    /**
     * The answer about the model.
     *
     * @param images the most in a request
     */
    byte[] model(Limits limits, int images, boolean showsTraining) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("model", model.name())
                .put("experts", model.experts())
                .put("expert_probabilities", model.tellsExperts())
                .put("side", model.side())
                .put("training", showsTraining);
        document.putObject("limits")
                .put("bytes", limits.bytes())
                .put("pixels", limits.pixels())
                .put("images", images)
                .put("top", Limits.MOST_CLASSES);
        ArrayNode classes = document.putArray("classes");
        for (int category = 0; category < model.classNames().size(); category++) {
            named(classes.addObject(), category);
        }
        return bytes(document);
    }

    private ObjectNode named(ObjectNode node, int category) {
        return node.put("category_id", category)
                .put("name", model.classNames().get(category))
                .put("training_images", model.classCounts().get(category));
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
