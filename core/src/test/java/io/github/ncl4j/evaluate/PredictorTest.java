package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.torch.SafetensorsWriter;
import io.github.ncl4j.train.TinyExperiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictorTest {

    private static final RgbImage IMAGE = new RgbImage(8, 8, new byte[8 * 8 * 3]);

    @TempDir
    private Path folder;

    /** Freed under a computation, the model would end the process; four threads make sure that one is under way. */
    @Test
    void closingWaitsForOtherThreads() throws Exception {
        int threads = 4;
        Predictor predictor = Predictor.load(checkpoint(), "cpu");
        Semaphore answered = new Semaphore(0);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            users.add(pool.submit(() -> {
                while (true) {
                    predictor.predict(IMAGE);
                    answered.release();
                }
            }));
        }
        answered.acquire(3 * threads);

        predictor.close();

        for (Future<?> user : users) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> {
                        try {
                            user.get();
                        } catch (java.util.concurrent.ExecutionException e) {
                            throw e.getCause();
                        }
                    })
                    .withMessage("the predictor is closed; load the checkpoint again");
        }
        pool.shutdown();
    }

    @Test
    void everyUseAfterClosingSaysSo() {
        Predictor predictor = Predictor.load(checkpoint(), "cpu");
        predictor.close();
        predictor.close();

        List<Runnable> uses = List.of(
                () -> predictor.predict(IMAGE),
                () -> predictor.embed(IMAGE),
                () -> predictor.embed(IMAGE, 1),
                () -> predictor.logits(List.of(IMAGE)));

        assertThat(uses)
                .allSatisfy(use ->
                        assertThatIllegalStateException().isThrownBy(use::run).withMessageContaining("closed"));
        assertThat(predictor.description().classNames()).hasSize(3);
        assertThat(predictor.prepare(IMAGE)).isNotNull();
    }

    private Path checkpoint() {
        Path file = folder.resolve("model.safetensors");
        ModelDescription description =
                new ModelDescription(TinyExperiment.config(folder), List.of("a", "b", "c"), List.of(30, 20, 10));
        try (Device cpu = new Device(torch.DeviceType.CPU);
                ExpertEnsemble ensemble =
                        ExpertEnsemble.create(description.config().model(), 3, 1, cpu)) {
            SafetensorsWriter.write(
                    file, description.toMetadata(), ensemble.weights().state());
        }
        return file;
    }
}
