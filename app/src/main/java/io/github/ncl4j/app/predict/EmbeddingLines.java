package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/**
 * Features as lines of JSON, as they come.
 *
 * @param out borrowed
 */
record EmbeddingLines(PrintWriter out) implements EmbeddingOutput {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void add(String image, float[] embedding) {
        ObjectNode line = JSON.createObjectNode().put("image", image);
        ArrayNode numbers = line.putArray("embedding");
        for (float number : embedding) {
            numbers.add(number);
        }
        print(line);
    }

    /** Lines tell of it too, because who reads these may not see the log. */
    @Override
    public void addFailure(String image, String message) {
        print(JSON.createObjectNode().put("image", image).put("error", message));
    }

    private void print(ObjectNode line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
}
