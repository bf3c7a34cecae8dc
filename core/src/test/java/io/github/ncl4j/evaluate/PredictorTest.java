package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsWriter;
import io.github.ncl4j.train.TinyExperiment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
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
                        } catch (ExecutionException e) {
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

    /** The engine counts threads for each thread that calls it; the data set asks for them while an evaluation is under way. */
    @Test
    void computesWithItsOwnThreadsAndLeavesTheCallersAlone() {
        Engine.setThreads(2);
        Set<Integer> seen = new HashSet<>();
        ImageDataset images = new OneImage() {
            @Override
            public int size() {
                seen.add(torch.get_num_threads());
                return 1;
            }
        };
        try (Predictor predictor = Predictor.load(checkpoint(), new PredictorOptions("cpu", 1))) {
            predictor.evaluate(images);
            assertThat(seen).as("its own, and before it computes the caller's").contains(1);
            assertThat(torch.get_num_threads()).isEqualTo(2);
        } finally {
            Engine.setThreads(Integer.getInteger("ncl4j.threads", 1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> PredictorOptions.DEFAULT.withThreads(-1));
    }

    /** Gigabytes otherwise, where the model has no rule to scale images. */
    @Test
    void refusesAnImageThatIsTooLargeForTheNetwork() {
        PredictorOptions options = new PredictorOptions("cpu", 1).withMaxNetworkPixels(100);
        try (Predictor predictor = Predictor.load(checkpoint(), options)) {
            assertThatThrownBy(() -> predictor.predict(new RgbImage(11, 10, new byte[330])))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "an image of 11 x 10 pixels, as the model prepares it, is more than the 100 that the network"
                                    + " takes; scale or cut it before");
            assertThat(predictor.predict(new RgbImage(10, 10, new byte[300])).candidates())
                    .isNotEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxNetworkPixels(0));
    }

    private static class OneImage implements ImageDataset {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public int target(int index) {
            return 0;
        }

        @Override
        public RgbImage image(int index) {
            return IMAGE;
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b", "c");
        }

        @Override
        public String describe(int index) {
            return "the image";
        }
    }

    @Test
    void aRunDirectoryStandsForItsLastCheckpoint() throws IOException {
        Path run = folder.resolve("run");
        assertThatThrownBy(() -> Predictor.load(Files.createDirectory(run), "cpu"))
                .isInstanceOf(SafetensorsException.class)
                .hasMessage(
                        run + ": is a folder without checkpoints/last.safetensors, so it is no run directory; name one,"
                                + " or the file of a checkpoint");
        Files.createDirectories(run.resolve("checkpoints"));
        Files.copy(checkpoint(), RunDirectory.lastCheckpoint(run));

        try (Predictor predictor = Predictor.load(run, "cpu")) {
            assertThat(predictor.predict(IMAGE).candidates()).hasSize(3);
        }
    }

    @Test
    void wrongCallsSayWhatIsWrong() {
        try (Predictor predictor = Predictor.load(checkpoint(), "cpu")) {
            assertThatThrownBy(() -> predictor.predict((BufferedImage) null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the image is null, as ImageIO.read returns it for a file in a format that it cannot read");
            assertThatThrownBy(() -> predictor.predict((RgbImage) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("the image is null");
            assertThatThrownBy(() -> predictor.predict(new BufferedImage(20_000, 6000, BufferedImage.TYPE_BYTE_BINARY)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the image: has 20000 x 6000 pixels, more than the 100000000");
            assertThatThrownBy(() -> predictor.predict(IMAGE).top(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the number of likeliest classes must be at least 0, not -1");
        }
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
