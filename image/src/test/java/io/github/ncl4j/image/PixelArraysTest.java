package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PixelArraysTest {

    private static final int LENGTH = 7;

    /** Where no test has left an array. */
    static void onThreadOfItsOwn(Runnable test) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture.runAsync(test, thread).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
            throw e;
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void handsOutWhatWasGivenBack() {
        onThreadOfItsOwn(() -> {
            int[] array = PixelArrays.packed(LENGTH);
            array[3] = 5;
            PixelArrays.giveBack(array);
            assertThat(PixelArrays.packed(LENGTH - 1)).isNotSameAs(array);
            assertThat(PixelArrays.packed(LENGTH)).isSameAs(array).contains(5);
            assertThat(PixelArrays.packed(LENGTH)).isNotSameAs(array).hasSize(LENGTH);
        });
    }

    @Test
    void longerOnesServeWhereTheLengthDoesNotMatter() {
        onThreadOfItsOwn(() -> {
            int[] array = PixelArrays.packedAtLeast(30);
            byte[] samples = PixelArrays.samplesAtLeast(30);
            PixelArrays.giveBack(array);
            PixelArrays.giveBack(samples);
            assertThat(PixelArrays.packedAtLeast(31)).isNotSameAs(array).hasSize(31);
            assertThat(PixelArrays.packedAtLeast(29)).isSameAs(array);
            assertThat(PixelArrays.samplesAtLeast(31)).isNotSameAs(samples).hasSize(31);
            assertThat(PixelArrays.samplesAtLeast(29)).isSameAs(samples);
        });
    }

    @Test
    void keepsTheLastFour() {
        onThreadOfItsOwn(() -> {
            int[][] arrays =
                    IntStream.range(0, 5).mapToObj(i -> new int[LENGTH]).toArray(int[][]::new);
            for (int[] array : arrays) {
                PixelArrays.giveBack(array);
            }
            int[][] taken = IntStream.range(0, 5)
                    .mapToObj(i -> PixelArrays.packed(LENGTH))
                    .toArray(int[][]::new);
            for (int i = 0; i < 4; i++) {
                assertThat(taken[i]).isSameAs(arrays[i + 1]);
            }
            assertThat(taken[4]).isNotSameAs(arrays[0]);
        });
    }

    @Test
    void keepsNoArrayOfALargePicture() {
        onThreadOfItsOwn(() -> {
            int[] array = new int[(1 << 22) + 1];
            PixelArrays.giveBack(array);
            assertThat(PixelArrays.packed(array.length)).isNotSameAs(array);
        });
    }

    @Test
    void belongsToOneThread() {
        onThreadOfItsOwn(() -> {
            int[] array = new int[LENGTH];
            PixelArrays.giveBack(array);
            assertThat(CompletableFuture.supplyAsync(() -> PixelArrays.packed(LENGTH))
                            .join())
                    .isNotSameAs(array);
            assertThat(PixelArrays.packed(LENGTH)).isSameAs(array);
        });
    }
}
