package io.github.ncl4j.bench;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.AugmentedImages;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Times the loader as the trainer uses it, with a consumer that does nothing.
 *
 * @param dataset the training images
 * @param config says how they are drawn, transformed and batched
 * @param transforms one for each view
 * @param first the first view of the first image, for its size
 */
record LoaderBenchmark(ImageDataset dataset, ExperimentConfig config, List<ImageTransform> transforms, RgbImage first) {

    /** Odd, for the median. */
    private static final int TURNS = 9;

    /**
     * What two stages take of the time of one thread when images are decoded as wholes; the rest is copying into the batch,
     * which is next to nothing.
     */
    record Shares(double reading, double augmenting) {}

    /** The training images of a configuration. */
    static LoaderBenchmark of(ExperimentConfig config) {
        return of(
                Datasets.open(config.data(), config.seed(), Pipeline.preparations(config))
                        .train(),
                config);
    }

    /** Other images, treated as a configuration says. */
    static LoaderBenchmark of(ImageDataset dataset, ExperimentConfig config) {
        List<ImageTransform> views = Pipeline.views(config);
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

    /**
     * What a number of workers comes to, in images per second, views not counted.
     *
     * @param loaded with the loader, from one batch to the next
     * @param alone what as many threads make that read and transform without waiting for each other; it goes nowhere
     */
    record Speed(double loaded, double alone) {}

    /** Speeds for some numbers of workers, each measured in several turns. */
    record Speeds(SortedMap<Integer, List<Speed>> turns) {

        private Speeds(List<Integer> workers) {
            this(new TreeMap<>());
            workers.forEach(each -> turns.put(each, new ArrayList<>()));
        }

        /** The median of the turns. */
        double median(int workers, ToDoubleFunction<Speed> kind) {
            return Quartiles.of(of(workers).stream().mapToDouble(kind).toArray())
                    .median();
        }

        /** How many times the speed of the fewest workers: the median of what the turns say, each by itself. */
        double gain(int workers, ToDoubleFunction<Speed> kind) {
            List<Speed> fewest = of(turns.firstKey());
            List<Speed> these = of(workers);
            return Quartiles.of(IntStream.range(0, these.size())
                            .mapToDouble(
                                    turn -> kind.applyAsDouble(these.get(turn)) / kind.applyAsDouble(fewest.get(turn)))
                            .toArray())
                    .median();
        }

        private List<Speed> of(int workers) {
            return Objects.requireNonNull(turns.get(workers));
        }
    }

    /**
     * Measures, after a warm-up. In each turn every number of workers has its share of the time, so that a machine that is slower
     * for a while is so for all.
     *
     * @param seconds for each number, half of it without the loader, and for the warm-up
     */
    Speeds speeds(List<Integer> workers, double seconds) {
        Speeds speeds = new Speeds(workers);
        double share = seconds / TURNS / 2;
        loaded(speeds.turns().lastKey(), seconds);
        for (int turn = 0; turn < TURNS; turn++) {
            speeds.turns().forEach((count, turns) -> turns.add(new Speed(loaded(count, share), alone(count, share))));
        }
        return speeds;
    }

    private double alone(int threads, double seconds) {
        AugmentedImages augmented = new AugmentedImages(dataset, transforms, config.seed());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Double>> speeds = IntStream.range(0, threads)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> alone(augmented, i * images() / threads, seconds), pool))
                    .toList();
            return speeds.stream().mapToDouble(CompletableFuture::join).sum();
        } finally {
            pool.shutdown();
        }
    }

    private double alone(AugmentedImages augmented, int first, double seconds) {
        long start = System.nanoTime();
        double spent = 0;
        int images = 0;
        for (; spent < seconds; images++) {
            augmented.of(1, (first + images) % images(), images / images(), (view, image) -> {});
            spent = (System.nanoTime() - start) * 1e-9;
        }
        return images / spent;
    }

    private double loaded(int workers, double seconds) {
        BatchLoader.Settings settings = new BatchLoader.Settings(
                batchSize(), true, workers, config.data().prefetch(), config.seed());
        Sampler sampler =
                Sampler.of(config.data().sampler(), dataset, config.train().epochs(), config.seed());
        try (BatchLoader loader = new BatchLoader(dataset, sampler, transforms, settings)) {
            return loaded(loader, seconds);
        }
    }

    /** From the first batch on: before it comes, no batch is in the making. */
    private static double loaded(BatchLoader loader, double seconds) {
        long start = 0;
        long images = 0;
        for (int number = 1; ; number++) {
            try (BatchLoader.Epoch epoch = loader.epoch(number, 0)) {
                while (epoch.hasNext()) {
                    Batch batch = epoch.next();
                    if (start == 0) {
                        start = System.nanoTime();
                        continue;
                    }
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
