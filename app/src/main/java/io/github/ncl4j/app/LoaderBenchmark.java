package io.github.ncl4j.app;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/**
 * Times the loader as the trainer uses it, with a consumer that does nothing.
 *
 * @param dataset the training images
 * @param config says how they are drawn, transformed and batched
 * @param transforms one for each view
 * @param first the first view of the first image, for its size
 */
record LoaderBenchmark(ImageDataset dataset, ExperimentConfig config, List<ImageTransform> transforms, RgbImage first) {

    /** What two stages take of the time of one thread; the rest is copying into the batch, which is next to nothing. */
    record Shares(double reading, double augmenting) {}

    /** The training images of a configuration. */
    static LoaderBenchmark of(ExperimentConfig config) {
        return of(
                Datasets.open(config.data(), config.seed(), Pipeline::toShortestSide)
                        .train(),
                config);
    }

    /** Other images, treated as a configuration says. */
    static LoaderBenchmark of(ImageDataset dataset, ExperimentConfig config) {
        List<ImageTransform> views = Pipeline.views(config.augment());
        RgbImage first = views.get(0).apply(dataset.image(0), RandomStream.of(config.seed()));
        return new LoaderBenchmark(dataset, config, views, first);
    }

    int images() {
        return dataset.size();
    }

    int batchSize() {
        return Math.min(config.train().batchSize(), dataset.size());
    }

    int views() {
        return transforms.size();
    }

    int width() {
        return first.width();
    }

    int height() {
        return first.height();
    }

    /** Images per second, views not counted, after a warm-up of the same length. */
    double imagesPerSecond(int workers, double seconds) {
        BatchLoader.Settings settings = new BatchLoader.Settings(
                batchSize(), true, workers, config.data().prefetch(), config.seed());
        Sampler sampler =
                Sampler.of(config.data().sampler(), dataset, config.train().epochs(), config.seed());
        try (BatchLoader loader = new BatchLoader(dataset, sampler, transforms, settings)) {
            run(loader, seconds);
            return run(loader, seconds);
        }
    }

    private static double run(BatchLoader loader, double seconds) {
        long start = System.nanoTime();
        long images = 0;
        for (int number = 1; ; number++) {
            try (BatchLoader.Epoch epoch = loader.epoch(number, 0)) {
                while (epoch.hasNext()) {
                    Batch batch = epoch.next();
                    images += batch.count();
                    double spent = (System.nanoTime() - start) * 1e-9;
                    if (spent >= seconds) {
                        return images / spent;
                    }
                }
            }
        }
    }

    /** Measured image by image on the calling thread, after a warm-up of the same length. */
    Shares shares(double seconds) {
        shares(seconds, 1);
        return shares(seconds, 2);
    }

    private Shares shares(double seconds, int round) {
        long start = System.nanoTime();
        long reading = 0;
        long augmenting = 0;
        for (int i = 0; (System.nanoTime() - start) * 1e-9 < seconds; i = (i + 1) % dataset.size()) {
            long before = System.nanoTime();
            RgbImage image = dataset.image(i);
            long read = System.nanoTime();
            for (int view = 0; view < transforms.size(); view++) {
                transforms.get(view).apply(image, RandomStream.of(config.seed(), round, i, view));
            }
            reading += read - before;
            augmenting += System.nanoTime() - read;
        }
        double total = System.nanoTime() - start;
        return new Shares(reading / total, augmenting / total);
    }
}
