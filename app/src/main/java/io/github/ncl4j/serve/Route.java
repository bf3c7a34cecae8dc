package io.github.ncl4j.serve;

import java.util.Arrays;
import java.util.List;

/** What the server answers. {@code openapi.json} documents the same routes. */
enum Route {
    /** Classifies images. */
    PREDICT("POST", "/v1/predict", false),
    /** Classes, their training images, the limits. */
    MODEL("GET", "/v1/model", false),
    /** The epochs of a training so far. */
    TRAINING("GET", "/v1/training", false),
    /** Whether the process is alive. */
    HEALTH("GET", "/healthz", true),
    /** Whether predictions are answered. */
    READY("GET", "/readyz", true),
    /** Numbers for Prometheus. */
    METRICS("GET", "/metrics", false),
    /** This list, for programs. */
    OPENAPI("GET", "/openapi.json", true),
    /** The page that shows predictions; it holds no data itself. */
    PAGE("GET", "/", true),
    /** The page that shows a training; it holds no data itself. */
    TRAINING_PAGE("GET", "/training", true);

    private final String method;
    private final String path;
    private final boolean open;

    Route(String method, String path, boolean open) {
        this.method = method;
        this.path = path;
        this.open = open;
    }

    /** Its one method. */
    String method() {
        return method;
    }

    /** The methods that it answers: whatever answers GET answers HEAD too, with the same status and header. */
    List<String> methods() {
        return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
    }

    String path() {
        return path;
    }

    /** Whether it is answered without a token. */
    boolean isOpen() {
        return open;
    }

    /** The routes of a path, none if nothing is there. */
    static List<Route> at(String path) {
        return Arrays.stream(values()).filter(route -> route.path.equals(path)).toList();
    }
}
