package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
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

    /** Everything that shapes an epoch but the data. */
    private record Loading(int batchSize, boolean shuffle, boolean dropLast, int workers, int prefetch) {

        BatchLoader of(ImageDataset dataset, ImageTransform... views) {
            Sampler sampler = shuffle ? new InstanceSampler(dataset.size(), 17) : Sampler.inOrder(dataset.size());
            return new BatchLoader(
                    dataset,
                    sampler,
                    List.of(views),
                    new BatchLoader.Settings(batchSize, dropLast, workers, prefetch, 17));
        }
    }

    @Test
    void joinsImagesTargetsAndIndicesInTheOrderOfTheDataSet() {
        try (BatchLoader loader = settings(10, false, false, 2).of(DATASET, (image, random) -> image)) {
            assertThat(loader.batches()).isEqualTo(11);
            List<Copy> batches = all(loader.epoch(1, 0));
            assertThat(batches).hasSize(11);
            Copy last = batches.get(10);
            assertThat(last.indices()).containsExactly(100, 101, 102);
            assertThat(last.targets()).containsExactly(0L, 1L, 2L);
            assertThat(last.pixelArray()).containsExactly(bytes(100, 100, 100, 101, 101, 101, 102, 102, 102));
            assertThat(batches.get(0).indices()).hasSize(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void theNumberOfWorkersDoesNotMatter(int workers) {
        assertThat(epoch(settings(10, true, true, workers), 3, 0)).isEqualTo(epoch(settings(10, true, true, 1), 3, 0));
    }

    @Test
    void anEpochThatBeginsInTheMiddleIsTheRestOfTheWhole() {
        List<Copy> whole = epoch(settings(10, true, false, 2), 2, 0);
        for (int first = 0; first <= whole.size(); first++) {
            assertThat(epoch(settings(10, true, false, 2), 2, first)).isEqualTo(whole.subList(first, whole.size()));
        }
    }

    @Test
    void everyIndexComesOncePerEpochAndEpochsDiffer() {
        List<List<Copy>> epochs = new ArrayList<>();
        for (int epoch = 1; epoch <= 3; epoch++) {
            List<Copy> batches = epoch(settings(10, true, false, 2), epoch, 0);
            assertThat(batches.stream().flatMap(batch -> batch.indices().stream()))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 103).boxed().toList());
            epochs.add(batches);
        }
        assertThat(epochs).doesNotHaveDuplicates();
    }

    @Test
    void anImageIsTransformedAnewInEachEpoch() {
        Copy first = epoch(settings(103, false, false, 1), 1, 0).get(0);
        Copy second = epoch(settings(103, false, false, 1), 2, 0).get(0);
        assertThat(first.indices()).isEqualTo(second.indices());
        assertThat(first.pixels()).isNotEqualTo(second.pixels());
    }

    @Test
    void dropsTheIncompleteBatch() {
        List<Copy> batches = epoch(settings(10, true, true, 2), 1, 0);
        assertThat(batches)
                .hasSize(10)
                .allSatisfy(batch -> assertThat(batch.indices()).hasSize(10));
    }

    @Test
    void refusesADataSetSmallerThanABatch() {
        assertThatThrownBy(() -> settings(200, true, true, 1).of(DATASET, NOISE))
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
        try (BatchLoader loader = settings(10, false, false, 3).of(broken, NOISE);
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
        try (BatchLoader loader = settings(10, false, false, 1).of(DATASET, refuses)) {
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
        try (BatchLoader loader = settings(4, false, false, 3).of(mixed, (image, random) -> image)) {
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
        BatchLoader loader = settings(10, true, false, 2).of(DATASET, blocks);
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
        Loading two = new Loading(10, false, false, 4, 2);
        try (BatchLoader loader = two.of(watched, NOISE);
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
        try (BatchLoader loader = settings(10, true, true, 2).of(DATASET, NOISE)) {
            BatchLoader.Epoch first = loader.epoch(1, 0);
            BatchLoader.Epoch second = loader.epoch(2, 0);
            assertThat(first.hasNext()).isFalse();
            assertThat(all(second)).hasSize(10);
        }
    }

    @Test
    void refusesEpochsAndBatchesThatAreNotThere() {
        try (BatchLoader loader = settings(10, true, true, 1).of(DATASET, NOISE)) {
            assertThatThrownBy(() -> loader.epoch(0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> loader.epoch(1, 11))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no batch 11 of 10 in epoch 1");
            BatchLoader.Epoch end = loader.epoch(1, 10);
            assertThat(end.hasNext()).isFalse();
            assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void viewsLieOneBehindTheOtherAndEachHasItsOwnRandomNumbers() {
        ImageTransform marked =
                (image, random) -> new RgbImage(1, 1, bytes(image.pixels()[0], 7, (int) random.nextLong()));
        List<Copy> batches;
        try (BatchLoader loader = settings(4, false, false, 2).of(DATASET, (image, random) -> image, marked, marked)) {
            batches = all(loader.epoch(1, 0));
        }
        byte[] pixels = batches.get(0).pixelArray();
        assertThat(pixels).hasSize(3 * 4 * 3);
        for (int i = 0; i < 4; i++) {
            assertThat(Arrays.copyOfRange(pixels, 3 * i, 3 * i + 3)).containsOnly(i);
            for (int view = 1; view < 3; view++) {
                assertThat(pixels[3 * (4 * view + i)]).isEqualTo((byte) i);
                assertThat(pixels[3 * (4 * view + i) + 1]).isEqualTo((byte) 7);
            }
        }
        List<Byte> drawn = batches.stream()
                .flatMap(batch -> IntStream.range(
                                batch.indices().size(), 3 * batch.indices().size())
                        .mapToObj(slot -> batch.pixelArray()[3 * slot + 2]))
                .toList();
        assertThat(drawn).hasSize(206);
        // 206 draws of 256 values: independent ones show about 142 of them; equal views would show at most 103.
        assertThat(new HashSet<>(drawn)).hasSizeGreaterThan(120);
    }

    @Test
    void anImageThatIsDrawnTwiceIsTransformedAnew() {
        Sampler twice = new Sampler() {
            @Override
            public int length() {
                return 40;
            }

            @Override
            public int[] draw(int epoch) {
                return IntStream.range(0, 40).map(i -> i % 2).toArray();
            }
        };
        ImageTransform bits = (image, random) -> {
            long drawn = random.nextLong();
            return new RgbImage(1, 1, bytes((int) drawn, (int) (drawn >> 8), (int) (drawn >> 16)));
        };
        BatchLoader.Settings one = new BatchLoader.Settings(1, true, 2, 3, 1);
        try (BatchLoader loader = new BatchLoader(DATASET, twice, List.of(bits), one)) {
            assertThat(all(loader.epoch(1, 0)).stream().map(Copy::pixels)).doesNotHaveDuplicates();
        }
    }

    @Test
    void refusesViewsOfDifferentSizes() {
        ImageTransform larger = (image, random) -> new RgbImage(2, 1, new byte[6]);
        try (BatchLoader loader = settings(4, false, false, 2).of(DATASET, (image, random) -> image, larger)) {
            BatchLoader.Epoch epoch = loader.epoch(1, 0);
            assertThatThrownBy(epoch::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("image 0, view 2: has 2 x 1 pixels, but image 0 in the same batch has 1 x 1 pixels; end"
                            + " the augmentation with a crop to one size");
        }
    }

    @Test
    void processesShareAnEpochWithoutOverlap() {
        List<Integer> visited = new ArrayList<>();
        List<Copy> alone = epoch(settings(30, true, true, 2), 1, 0);
        for (int rank = 0; rank < 3; rank++) {
            BatchLoader.Settings settings = new BatchLoader.Settings(10, true, 2, 2, 17);
            try (BatchLoader loader = new BatchLoader(
                    DATASET, new InstanceSampler(103, 17), new Partition(rank, 3), List.of(NOISE), settings)) {
                List<Copy> batches = all(loader.epoch(1, 0));
                assertThat(batches).hasSize(3);
                assertThat(alone.get(1).indices()).containsAll(batches.get(1).indices());
                batches.forEach(batch -> visited.addAll(batch.indices()));
            }
        }
        assertThat(visited).hasSize(90).doesNotHaveDuplicates();
    }

    @Test
    void usesItsBuffersAgainAndFreesThemAll() throws InterruptedException {
        BatchLoader loader = new Loading(10, true, false, 3, 2).of(DATASET, NOISE);
        for (int epoch = 1; epoch <= 20; epoch++) {
            BatchLoader.Epoch batches = loader.epoch(epoch, 0);
            for (int taken = 0; taken < epoch % 11; taken++) {
                batches.next();
                assertThat(loader.buffers()).isLessThanOrEqualTo(4);
            }
        }
        loader.close();
        // Workers that were in the middle of an image end on their own.
        for (int i = 0; i < 1000 && loader.buffers() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(loader.buffers()).isZero();
    }

    @Test
    void aFailedBatchGivesItsBufferBack() throws InterruptedException {
        ImageTransform refuses = (image, random) -> {
            if (image.pixels()[0] == 5) {
                throw new DataException("too small");
            }
            return image;
        };
        BatchLoader loader = settings(10, false, false, 2).of(DATASET, refuses);
        for (int i = 1; i <= 5; i++) {
            BatchLoader.Epoch epoch = loader.epoch(i, 0);
            assertThatThrownBy(epoch::next).hasMessage("image 5: too small");
        }
        loader.close();
        for (int i = 0; i < 1000 && loader.buffers() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(loader.buffers()).isZero();
    }

    private static Loading settings(int batchSize, boolean shuffle, boolean dropLast, int workers) {
        return new Loading(batchSize, shuffle, dropLast, workers, 4);
    }

    private static List<Copy> epoch(Loading settings, int epoch, int firstBatch) {
        try (BatchLoader loader = settings.of(DATASET, NOISE)) {
            return all(loader.epoch(epoch, firstBatch));
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** What stays of a batch when its memory is used again. */
    private record Copy(List<Integer> indices, List<Long> targets, String pixels) {

        static Copy of(Batch batch) {
            assertThat(batch.count()).isEqualTo(batch.indices().length);
            return new Copy(
                    Arrays.stream(batch.indices()).boxed().toList(),
                    Arrays.stream(batch.targets()).boxed().toList(),
                    HexFormat.of().formatHex(batch.copyPixels()));
        }

        byte[] pixelArray() {
            return HexFormat.of().parseHex(pixels);
        }
    }

    private static List<Copy> all(BatchLoader.Epoch epoch) {
        List<Copy> batches = new ArrayList<>();
        epoch.forEachRemaining(batch -> batches.add(Copy.of(batch)));
        return batches;
    }
}
