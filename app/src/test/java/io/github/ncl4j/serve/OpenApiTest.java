package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code openapi.json} says of every route what it is, and of nothing else. */
class OpenApiTest {

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedRouteIsThere() {
        JsonNode document;
        try (RunningServer server = RunningServer.start()) {
            document = RunningServer.json(server.get("/openapi.json"));
        }
        Set<String> documented = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            path.getValue()
                    .properties()
                    .forEach(operation ->
                            documented.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        Set<String> routes = new TreeSet<>();
        for (Route route : Route.values()) {
            routes.add(route.method() + " " + route.path());
        }

        assertThat(document.path("openapi").asText()).startsWith("3.1.");
        assertThat(documented).isEqualTo(routes);
        for (Route route : Route.values()) {
            JsonNode operation = document.path("paths")
                    .path(route.path())
                    .path(route.method().toLowerCase(Locale.ROOT));
            assertThat(operation.path("responses").has("401"))
                    .as("%s documents 401 if, and only if, it wants a token", route.path())
                    .isEqualTo(!route.isOpen());
            assertThat(operation.has("security")).as(route.path()).isEqualTo(route.isOpen());
        }
        assertReferencesLead(document, document);
    }

    private static void assertReferencesLead(JsonNode node, JsonNode document) {
        if (node.has("$ref")) {
            assertThat(document.at(node.path("$ref").asText().substring(1)).isObject())
                    .as(node.toString())
                    .isTrue();
        }
        node.forEach(child -> assertReferencesLead(child, document));
    }

    @Test
    void anAnswerHasTheFieldsThatItsSchemaRequires() {
        try (RunningServer server = RunningServer.start()) {
            JsonNode schemas = RunningServer.json(server.get("/openapi.json"))
                    .path("components")
                    .path("schemas");
            JsonNode image = RunningServer.json(
                            server.predict(RunningServer.png(java.awt.Color.RED, 8, 8), "image/png"))
                    .path("images")
                    .path(0);

            assertFields(image.path("predictions").path(0), schemas.path("Prediction"));
            assertFields(image.path("expert_best").path(0), schemas.path("Likeliest"));
            assertFields(image, schemas.at("/Predictions/properties/images/items"));
            JsonNode model = RunningServer.json(server.get("/v1/model"));
            assertFields(model, schemas.path("Model"));
            assertFields(model.path("classes").path(0), schemas.path("Class"));
            assertFields(RunningServer.json(server.get("/nowhere")), schemas.path("Problem"));
        }
    }

    private static void assertFields(JsonNode object, JsonNode schema) {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        Set<String> present = new TreeSet<>();
        object.fieldNames().forEachRemaining(present::add);
        assertThat(present).isNotEmpty().isEqualTo(required);
    }
}
