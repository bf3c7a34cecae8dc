package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BatchLoaderTest {

    private static final ImageDataset DATASET =
            new ListedDataset(5, IntStream.range(0, 103).map(i -> i % 5).toArray());

    /** Makes every pixel depend on the sample's stream, as augmentations do. */
    private static final ImageTransform NOISE = (image, random) ->
            new RgbImage(1, 1, new byte[] {image.pixels()[0], (byte) random.nextLong(), (byte) random.nextLong()});

    @Test
    void joinsImagesTargetsAndIndicesInTheOrderOfTheDataSet() {
        try (BatchLoader loader = new BatchLoader(DATASET, (image, random) -> image, settings(10, false, false, 2))) {
            assertThat(loader.batches()).isEqualTo(11);
            List<Batch> batches = all(loader.epoch(1, 0));
            assertThat(batches).hasSize(11);
            Batch last = batches.get(10);
            assertThat(last.count()).isEqualTo(3);
            assertThat(last.indices()).containsExactly(100, 101, 102);
            assertThat(last.targets()).containsExactly(0, 1, 2);
            assertThat(last.pixels()).containsExactly(100, 100, 100, 101, 101, 101, 102, 102, 102);
            assertThat(batches.get(0).count()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void theNumberOfWorkersDoesNotMatter(int workers) {
        assertThat(describe(epoch(settings(10, true, true, workers), 3, 0)))
                .isEqualTo(describe(epoch(settings(10, true, true, 1), 3, 0)));
    }

    @Test
    void anEpochThatBeginsInTheMiddleIsTheRestOfTheWhole() {
        List<String> whole = describe(epoch(settings(10, true, false, 2), 2, 0));
        for (int first = 0; first <= whole.size(); first++) {
            assertThat(describe(epoch(settings(10, true, false, 2), 2, first)))
                    .isEqualTo(whole.subList(first, whole.size()));
        }
    }

    @Test
    void everyIndexComesOncePerEpochAndEpochsDiffer() {
        List<List<String>> epochs = new ArrayList<>();
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<Batch> batches = epoch(settings(10, true, false, 2), epoch, 0);
            assertThat(batches.stream().flatMapToInt(batch -> Arrays.stream(batch.indices())))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 103).boxed().toList());
            epochs.add(describe(batches));
        }
        assertThat(epochs).doesNotHaveDuplicates();
    }

    @Test
    void anImageIsTransformedAnewInEachEpoch() {
        Batch first = epoch(settings(103, false, false, 1), 1, 0).get(0);
        Batch second = epoch(settings(103, false, false, 1), 2, 0).get(0);
        assertThat(first.indices()).isEqualTo(second.indices());
        assertThat(first.pixels()).isNotEqualTo(second.pixels());
    }

    @Test
    void dropsTheIncompleteBatch() {
        List<Batch> batches = epoch(settings(10, true, true, 2), 1, 0);
        assertThat(batches)
                .hasSize(10)
                .allSatisfy(batch -> assertThat(batch.count()).isEqualTo(10));
    }

    @Test
    void refusesADataSetSmallerThanABatch() {
        assertThatThrownBy(() -> new BatchLoader(DATASET, NOISE, settings(200, true, true, 1)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the data set has 103 images and a batch 200; lower train.batch_size to the number of images"
                                + " at most");
    }

    @Test
    void aFailureReachesTheConsumerInItsPlace() {
        ImageDataset broken = new ListedDataset(1, new int[40]) {
            @Override
            public RgbImage image(int index) {
                if (index == 25) {
                    throw new DataException("25.jpg: cannot be decoded");
                }
                return super.image(index);
            }
        };
        try (BatchLoader loader = new BatchLoader(broken, NOISE, settings(10, false, false, 3));
                BatchLoader.Epoch epoch = loader.epoch(1, 0)) {
            assertThat(epoch.next().indices()).contains(0);
            assertThat(epoch.next().indices()).contains(10);
            assertThatThrownBy(epoch::next).isInstanceOf(DataException.class).hasMessage("25.jpg: cannot be decoded");
            assertThat(epoch.hasNext()).isFalse();
        }
    }

    @Test
    void aTransformThatRefusesIsReportedWithTheImage() {
        ImageTransform refuses = (image, random) -> {
            throw new DataException("too small");
        };
        try (BatchLoader loader = new BatchLoader(DATASET, refuses, settings(10, false, false, 1))) {
            BatchLoader.Epoch epoch = loader.epoch(1, 0);
            assertThatThrownBy(epoch::next).isInstanceOf(DataException.class).hasMessage("image 0: too small");
        }
    }

    @Test
    void refusesImagesOfDifferentSizesInABatch() {
        ImageDataset mixed = new ListedDataset(1, new int[4]) {
            @Override
            public RgbImage image(int index) {
                return index == 2 ? new RgbImage(2, 3, new byte[18]) : super.image(index);
            }
        };
        try (BatchLoader loader = new BatchLoader(mixed, (image, random) -> image, settings(4, false, false, 1))) {
            BatchLoader.Epoch epoch = loader.epoch(1, 0);
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("image 2: has 2 x 3 pixels, but image 0 in the same batch has 1 x 1 pixels; end the"
                            + " augmentation with a crop to one size");
        }
    }

    @Test
    void closingDoesNotWaitForBlockedWorkersAndWakesTheConsumer() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        ImageTransform blocks = (image, random) -> {
            working.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return image;
        };
        List<Throwable> outcome = new ArrayList<>();
        BatchLoader loader = new BatchLoader(DATASET, blocks, settings(10, true, false, 2));
        BatchLoader.Epoch epoch = loader.epoch(1, 0);
        Thread consumer = new Thread(() -> {
            try {
                epoch.next();
            } catch (RuntimeException e) {
                outcome.add(e);
            }
        });
        consumer.start();
        working.await();
        epoch.close();
        loader.close();
        consumer.join();
        // Closed before the consumer waits, the epoch has no batch; closed while it waits, its wait is cancelled.
        assertThat(outcome)
                .hasSize(1)
                .allSatisfy(failure ->
                        assertThat(failure).isInstanceOfAny(CancellationException.class, NoSuchElementException.class));
        assertThat(epoch.hasNext()).isFalse();
        never.countDown();
    }

    @Test
    void neverHasMoreBatchesInWorkThanAgreed() {
        List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
        ImageDataset watched = new ListedDataset(1, new int[100]) {
            @Override
            public RgbImage image(int index) {
                begun.add(index / 10);
                return super.image(index);
            }
        };
        BatchLoader.Settings two = new BatchLoader.Settings(10, false, false, 4, 2, 1);
        try (BatchLoader loader = new BatchLoader(watched, NOISE, two);
                BatchLoader.Epoch epoch = loader.epoch(1, 0)) {
            for (int taken = 0; taken < 10; taken++) {
                epoch.next();
                int last = taken + 2;
                assertThat(List.copyOf(begun))
                        .as("batch %d is out, two more may have been begun", taken)
                        .allMatch(batch -> batch <= last);
            }
        }
    }

    @Test
    void openingAnEpochClosesTheLast() {
        try (BatchLoader loader = new BatchLoader(DATASET, NOISE, settings(10, true, true, 2))) {
            BatchLoader.Epoch first = loader.epoch(1, 0);
            BatchLoader.Epoch second = loader.epoch(2, 0);
            assertThat(first.hasNext()).isFalse();
            assertThat(all(second)).hasSize(10);
        }
    }

    @Test
    void refusesEpochsAndBatchesThatAreNotThere() {
        try (BatchLoader loader = new BatchLoader(DATASET, NOISE, settings(10, true, true, 1))) {
            assertThatThrownBy(() -> loader.epoch(0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> loader.epoch(1, 11))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no batch 11 of 10 in epoch 1");
            BatchLoader.Epoch end = loader.epoch(1, 10);
            assertThat(end.hasNext()).isFalse();
            assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    private static BatchLoader.Settings settings(int batchSize, boolean shuffle, boolean dropLast, int workers) {
        return new BatchLoader.Settings(batchSize, shuffle, dropLast, workers, 4, 17);
    }

    private static List<Batch> epoch(BatchLoader.Settings settings, int epoch, int firstBatch) {
        try (BatchLoader loader = new BatchLoader(DATASET, NOISE, settings)) {
            return all(loader.epoch(epoch, firstBatch));
        }
    }

    private static List<Batch> all(BatchLoader.Epoch epoch) {
        List<Batch> batches = new ArrayList<>();
        epoch.forEachRemaining(batches::add);
        return batches;
    }

    private static List<String> describe(List<Batch> batches) {
        return batches.stream()
                .map(batch -> Arrays.toString(batch.indices())
                        + Arrays.toString(batch.targets())
                        + Arrays.toString(batch.pixels()))
                .toList();
    }
}
