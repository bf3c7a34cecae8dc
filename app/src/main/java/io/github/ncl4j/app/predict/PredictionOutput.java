package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.evaluate.Prediction;
import java.io.PrintWriter;
import java.util.Locale;

/** Predictions on standard output, in one of three forms. */
final class PredictionOutput {

    /** Of all images: for people, one JSON array, or one JSON object on each line, as they come. */
    enum Form {
        TABLE,
        JSON,
        JSON_LINES
    }

    private final PrintWriter out;
    private final Form form;
    private final int top;
    private final ArrayNode document = new JsonMapper().createArrayNode();

    /** Prints the {@code top} likeliest classes of each image. */
    PredictionOutput(PrintWriter out, Form form, int top) {
        this.out = out;
        this.form = form;
        this.top = top;
    }

    /** One image. */
    void add(String image, Prediction prediction) {
        switch (form) {
            case TABLE -> print(image, prediction);
            case JSON -> fill(document.addObject(), image, prediction);
            case JSON_LINES -> {
                ObjectNode line = document.objectNode();
                fill(line, image, prediction);
                out.println(line);
                out.flush();
            }
        }
    }

    /** An image that cannot be read. Only lines of JSON tell of it here, because who reads these may not see the log. */
    void addFailure(String image, String message) {
        if (form == Form.JSON_LINES) {
            out.println(document.objectNode().put("image", image).put("error", message));
            out.flush();
        }
    }

    /** Prints what has waited for the end. */
    void finish() {
        if (form == Form.JSON) {
            out.println(document.toPrettyString());
        }
        out.flush();
    }

    private void print(String image, Prediction prediction) {
        out.println(image);
        for (Prediction.Candidate candidate : prediction.top(top)) {
            out.printf(Locale.ROOT, "%7.2f %%  %s%n", 100 * candidate.probability(), candidate.name());
        }
    }

    private void fill(ObjectNode node, String image, Prediction prediction) {
        node.put("image", image);
        ArrayNode candidates = node.putArray("predictions");
        for (Prediction.Candidate candidate : prediction.top(top)) {
            candidates
                    .addObject()
                    .put("category_id", candidate.category())
                    .put("name", candidate.name())
                    .put("probability", candidate.probability());
        }
    }
}
