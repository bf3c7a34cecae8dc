package io.github.ncl4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.data.RandomPurpose;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.torch.Generators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What all processes of a training have alike, and the random numbers that each has of its own. */
final class SharedState {

    private static final JsonMapper JSON = new JsonMapper();

    private SharedState() {}

    /** Every tensor that must be equal in all processes between two steps. */
    static Map<String, Tensor> tensors(TrainingSetup setup) {
        Checkpoint checkpoint = setup.checkpoint();
        Map<String, Tensor> tensors =
                new LinkedHashMap<>(checkpoint.model().weights().state());
        if (checkpoint.contrastive() != null) {
            tensors.putAll(checkpoint.contrastive().weights().state());
        }
        tensors.putAll(checkpoint.optimizer().state());
        if (checkpoint.average() != null) {
            tensors.putAll(checkpoint.average().state());
        }
        return tensors;
    }

    /**
     * Gives all processes what rank 0 has; of a process alone nothing happens. An exchange.
     *
     * @param progress of this process
     * @return of rank 0
     * @throws TrainingException if this process was started with other settings or another teacher than rank 0; the message lists
     *     them
     */
    static Progress share(TrainingSetup setup, Progress progress) {
        DataParallel parallel = setup.parallel();
        if (parallel == null) {
            return progress;
        }
        requireConfigurationOfFirst(setup, parallel.world());
        requireTeacherOfFirst(setup.step().teacher(), parallel.world());
        try {
            byte[] first = parallel.world().fromFirst(JSON.writeValueAsBytes(progress));
            parallel.share(tensors(setup));
            return JSON.readValue(first, Progress.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a record of numbers always has a JSON form
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireConfigurationOfFirst(TrainingSetup setup, World world) {
        ExperimentConfig own = setup.checkpoint().description().config();
        byte[] text = world.fromFirst(ExperimentFile.write(own).getBytes(StandardCharsets.UTF_8));
        ExperimentConfig first =
                ExperimentFile.parse(new String(text, StandardCharsets.UTF_8), "configuration of rank 0", List.of());
        List<String> differences = RunIdentity.differencesAmongProcesses(first, own);
        if (!differences.isEmpty()) {
            throw new TrainingException("rank " + world.contract().rank()
                    + " was started with other settings than rank 0 (" + String.join("; ", differences)
                    + "); give all processes the same configuration");
        }
    }

    private static void requireTeacherOfFirst(@Nullable Teacher teacher, World world) {
        if (teacher == null) {
            return;
        }
        String own = teacher.checksum();
        String first = new String(world.fromFirst(own.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        if (!first.equals(own)) {
            throw new TrainingException(
                    "rank " + world.contract().rank() + " has another teacher than rank 0 (checksum " + own
                            + ", that of rank 0 " + first + "); give all processes the same file as distill.teacher");
        }
    }

    /**
     * Begins the random numbers of a step, where several processes train: each draws its own, decided by the seed, the step and
     * the rank, so that a checkpoint of rank 0 is enough for all to go on. A process alone goes on with the numbers that it has.
     */
    static void seedStep(TrainingSetup setup, long seed, Progress progress) {
        DataParallel parallel = setup.parallel();
        if (parallel != null) {
            int rank = parallel.world().contract().rank();
            Generators.seed(RandomPurpose.ENGINE.stream(seed, progress.epoch(), progress.step(), rank)
                    .nextLong());
        }
    }
}
