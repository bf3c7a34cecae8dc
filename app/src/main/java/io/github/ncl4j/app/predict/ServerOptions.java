package io.github.ncl4j.app.predict;

import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.serve.Batching;
import io.github.ncl4j.serve.Limits;
import io.github.ncl4j.serve.PredictionServer;
import io.github.ncl4j.serve.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where and how a server answers. */
final class ServerOptions {

    /** The variable that may hold the token. */
    static final String TOKEN_VARIABLE = "NCL4J_TOKEN";

    private static final int MOST_PORTS = 65_535;

    /** An array has no more. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** The least that a decoded image takes. */
    private static final long BYTES_OF_PIXEL = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "the address to listen at; the default is reached from this machine alone, 0.0.0.0 from everywhere")
    private String host;

    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "a file with the token that requests must bear; the variable " + TOKEN_VARIABLE + " serves too")
    private @Nullable Path tokenFile;

    @Option(
            names = "--run",
            paramLabel = "DIRECTORY",
            description = "a run directory, to show its training at /training")
    private @Nullable Path run;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "16",
            description = "the most images that are classified together")
    private int batchSize;

    @Option(
            names = "--batch-wait",
            paramLabel = "MS",
            defaultValue = "2",
            description = "milliseconds that the first image of a batch waits for others")
    private int batchWait;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "256",
            description = "the most images that wait at once; more are refused (429)")
    private int queue;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "batches that are computed at once; each uses all cores")
    private int workers;

    @Option(
            names = "--decoders",
            paramLabel = "N",
            description = "images that are decoded at once (default: one for each core)")
    private @Nullable Integer decoders;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            defaultValue = "20971520",
            description = "the most bytes of a request (413)")
    private int maxBytes;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "50000000",
            description = "the most pixels of an image (413)")
    private int maxPixels;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "512",
            description = "the most connections that are open at once; more wait")
    private int maxConnections;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "the longest that a request may take to arrive (408), and then to be answered (503)")
    private int timeout;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "the port to listen at; 0 for any that is free")
    void setPort(int value) {
        port = OptionRange.require(spec, "--port", value, 0, MOST_PORTS);
    }

    /**
     * What was chosen.
     *
     * @throws ParameterException if something of it is impossible
     */
    ServerSettings settings() throws IOException {
        Path shown = run;
        if (shown != null && !Files.isDirectory(shown)) {
            throw wrong("--run: there is no directory " + shown);
        }
        OptionRange.require(spec, "--batch-size", batchSize, 1, 1024);
        OptionRange.require(spec, "--batch-wait", batchWait, 0, 60_000);
        OptionRange.require(spec, "--queue", queue, 1, 1_000_000);
        OptionRange.require(spec, "--workers", workers, 1, 256);
        OptionRange.require(spec, "--max-bytes", maxBytes, 1, MOST_BYTES);
        OptionRange.require(spec, "--max-pixels", maxPixels, 1, Limits.MOST_PIXELS);
        OptionRange.require(spec, "--max-connections", maxConnections, 1, 1_000_000);
        OptionRange.require(spec, "--timeout", timeout, 1, 86_400);
        requireMemory();
        int cores = Runtime.getRuntime().availableProcessors();
        Integer chosen = decoders;
        if (chosen != null) {
            OptionRange.require(spec, "--decoders", chosen, 1, 1024);
        }
        Limits limits = new Limits(
                maxBytes,
                maxPixels,
                Limits.DEFAULT.images(),
                maxConnections,
                Limits.DEFAULT.idle(),
                Duration.ofSeconds(timeout),
                Limits.DEFAULT.stop());
        Batching batching =
                new Batching(batchSize, Duration.ofMillis(batchWait), queue, workers, chosen == null ? cores : chosen);
        return new ServerSettings(host, port, token(), shown, limits, batching);
    }

    /** Refuses limits that the user has set and Java has not the memory for. Defaults that are too large are not refused. */
    private void requireMemory() {
        long memory = Runtime.getRuntime().maxMemory();
        if (isGiven("--max-bytes") && maxBytes > PredictionServer.bytesAtOnce()) {
            throw wrong("--max-bytes " + maxBytes + ": all requests together may take " + PredictionServer.bytesAtOnce()
                    + " bytes, a quarter of Java's memory; give it more with NCL4J_JAVA_OPTS=-Xmx, or allow fewer");
        }
        if (isGiven("--max-pixels") && BYTES_OF_PIXEL * maxPixels > memory) {
            throw wrong("--max-pixels " + maxPixels + ": so large an image does not fit into Java's memory, " + memory
                    + " bytes; give it more with NCL4J_JAVA_OPTS=-Xmx, or allow at most " + memory / BYTES_OF_PIXEL);
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Read byte by byte: other characters than ASCII's are refused whatever they are encoded in. */
    private @Nullable String token() throws IOException {
        Path file = tokenFile;
        String token =
                file == null ? System.getenv(TOKEN_VARIABLE) : Files.readString(file, StandardCharsets.ISO_8859_1);
        if (token == null) {
            return null;
        }
        String source = file == null ? TOKEN_VARIABLE : file.toString();
        if (token.isBlank()) {
            throw wrong(source + ": the token is empty");
        }
        if (!ServerSettings.isToken(token.strip())) {
            throw wrong(
                    source + ": the token must consist of printable ASCII characters, on one line; HTTP headers carry"
                            + " no others unchanged");
        }
        return token.strip();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
