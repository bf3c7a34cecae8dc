package io.github.ncl4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.RandomPurpose;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.run.Progress;
import io.github.ncl4j.run.RunIdentity;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.Generators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What all processes of a training have alike, and the random numbers that each has of its own. */
final class SharedState {

    private static final JsonMapper JSON = new JsonMapper();

    private SharedState() {}

    /**
     * Gives all processes what rank 0 has; of a process alone nothing happens. An exchange.
     *
     * @param progress of this process
     * @return of rank 0
     * @throws TrainingException if this process was started with other settings, other data or another teacher than rank 0; the
     *     message lists what differs
     */
    static Progress share(TrainingSetup setup, Progress progress) {
        World world = setup.world();
        if (world.isAlone()) {
            return progress;
        }
        requireConfigurationOfFirst(setup, world);
        setup.data().digest().requireThatOfFirst(world);
        setup.learner().companions().forEach(companion -> companion.requireEqualInAll(world));
        try {
            byte[] first = world.fromFirst(JSON.writeValueAsBytes(progress));
            setup.sync().share(setup.checkpoint().state());
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

    /**
     * Begins the random numbers of a step, where several processes train: each draws its own, decided by the seed, the step and
     * the rank, so that a checkpoint of rank 0 is enough for all to go on. A process alone goes on with the numbers that it has.
     */
    static void seedStep(TrainingSetup setup, long seed, Progress progress) {
        if (!setup.world().isAlone()) {
            int rank = setup.world().contract().rank();
            Generators.seed(RandomPurpose.ENGINE.stream(seed, progress.epoch(), progress.step(), rank)
                    .nextLong());
        }
    }
}
