package io.github.ncl4j.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.bench.ProcessUsage;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code environment.json} in a run directory: what the run ran on, and the most memory that it took. Written when it starts and
 * after each epoch; a run that was resumed keeps the larger peak.
 */
final class RunEnvironment implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(RunEnvironment.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PEAK = "peak_resident_bytes";

    private final ExperimentConfig config;
    private final Path file;
    private final TrainingListener next;
    private ObjectNode document = JSON.createObjectNode();

    /**
     * Writes nothing yet.
     *
     * @param next told of everything too
     */
    RunEnvironment(ExperimentConfig config, Path folder, TrainingListener next) {
        this.config = config;
        this.file = file(folder);
        this.next = next;
    }

    /** The file of the run in a folder, whether or not it exists. */
    static Path file(Path folder) {
        return folder.resolve("environment.json");
    }

    @Override
    public void onStart(RunStart start) {
        next.onStart(start);
        try {
            String[] versions = new Version().getVersion();
            document = JSON.createObjectNode()
                    .put("version", versions[0])
                    .put("platform", versions[1])
                    .put("processors", Runtime.getRuntime().availableProcessors())
                    .put("threads", config.train().threads())
                    .put("device", start.device())
                    .put("training_images", start.trainImages())
                    .put("validation_images", start.validationImages())
                    .put("parameters", start.parameters())
                    .put(PEAK, peakBefore(start));
            write();
        } catch (IOException e) {
            warn(e);
        }
    }

    /** That of an earlier start of the same run; 0 if there is none. */
    private long peakBefore(RunStart start) throws IOException {
        boolean fresh = start.firstEpoch() == 1 && start.firstStep() == 0;
        return fresh || !Files.exists(file)
                ? 0
                : JSON.readTree(file.toFile()).path(PEAK).asLong();
    }

    @Override
    public void onStep(StepReport step) {
        next.onStep(step);
    }

    @Override
    public void onEpoch(EpochMetrics metrics) {
        next.onEpoch(metrics);
        Long peak = ProcessUsage.peakResidentBytes();
        if (peak != null) {
            document.put(PEAK, Math.max(peak, document.path(PEAK).asLong()));
            try {
                write();
            } catch (IOException e) {
                warn(e);
            }
        }
    }

    /** No training fails for a file that its result does not need. */
    private void warn(IOException e) {
        LOG.warn("{}: cannot be written: {}", file, e.getMessage());
    }

    private void write() throws IOException {
        AtomicFile.write(file, (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
