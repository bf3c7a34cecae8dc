package io.github.ncl4j.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the server has done, in Prometheus's text format. Safe for use by several threads at once. */
final class ServerMetrics {

    /** The version of the format that {@link #text} writes. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Path STATUS = Path.of("/proc/self/status");

    /** By route and status; a fixed set of routes and of statuses keeps it small whatever clients send. */
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();

    private final Map<Route, PrometheusHistogram> latencies = new EnumMap<>(Route.class);
    private final PrometheusHistogram batchImages = new PrometheusHistogram(1, 2, 4, 8, 16, 32, 64, 128);
    private final PrometheusHistogram batchSeconds = new PrometheusHistogram(.001, .005, .01, .05, .1, .5, 1, 5, 10);
    private final LongAdder images = new LongAdder();
    private final IntSupplier waiting;
    private final IntSupplier decoded;

    /**
     * Nothing done yet.
     *
     * @param waiting tells how many images are in the house
     * @param decoded tells how many of them wait for the model
     */
    ServerMetrics(IntSupplier waiting, IntSupplier decoded) {
        this.waiting = waiting;
        this.decoded = decoded;
        for (Route route : Route.values()) {
            latencies.put(route, new PrometheusHistogram(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30));
        }
    }

    /**
     * Counts a request.
     *
     * @param route null if there is none at its path
     * @param status of the answer
     * @param seconds from the last byte of its header to the last of the answer
     */
    void answered(@Nullable Route route, int status, double seconds) {
        String path = route == null ? "none" : route.path();
        requests.computeIfAbsent(path + "\",status=\"" + status, key -> new LongAdder())
                .increment();
        if (route != null) {
            Objects.requireNonNull(latencies.get(route), route::path).add(seconds);
        }
    }

    /** Counts a batch that the model has computed. */
    void computed(int batch, double seconds) {
        batchImages.add(batch);
        batchSeconds.add(seconds);
        images.add(batch);
    }

    /** Everything. */
    String text() {
        StringBuilder text = new StringBuilder();
        head(text, "ncl4j_http_requests_total", "counter", "Requests by route and status.");
        requests.forEach((labels, count) -> text.append("ncl4j_http_requests_total{route=\"")
                .append(labels)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        head(text, "ncl4j_http_request_seconds", "histogram", "From the header of a request to the end of its answer.");
        latencies.forEach((route, histogram) ->
                histogram.write(text, "ncl4j_http_request_seconds", "route=\"" + route.path() + "\","));
        head(text, "ncl4j_batch_images", "histogram", "Images that the model classified together.");
        batchImages.write(text, "ncl4j_batch_images", "");
        head(text, "ncl4j_batch_seconds", "histogram", "What the model took for a batch.");
        batchSeconds.write(text, "ncl4j_batch_seconds", "");
        head(text, "ncl4j_images_total", "counter", "Images that the model classified.");
        text.append("ncl4j_images_total ").append(images.sum()).append('\n');
        head(
                text,
                "ncl4j_queue_images",
                "gauge",
                "Images in the house, decoded or not, whose answer is not there yet.");
        text.append("ncl4j_queue_images ").append(waiting.getAsInt()).append('\n');
        head(text, "ncl4j_decoded_images", "gauge", "Those of them that are decoded and wait for the model.");
        text.append("ncl4j_decoded_images ").append(decoded.getAsInt()).append('\n');
        residentBytes().ifPresent(bytes -> {
            head(text, "process_resident_memory_bytes", "gauge", "Resident memory of the process.");
            text.append("process_resident_memory_bytes ").append(bytes).append('\n');
        });
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** Empty where the kernel is not Linux. */
    private static OptionalLong residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
