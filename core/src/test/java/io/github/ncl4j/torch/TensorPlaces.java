package io.github.ncl4j.torch;

import java.util.LongSummaryStatistics;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * A program that makes the same tensors again and again, and between any two of them a small block that stays. Prints between how
 * many tensors' room they were spread out in the end.
 */
final class TensorPlaces {

    private static final int TENSORS = 20;
    private static final int NUMBERS = 1 << 19;
    private static final int ROUNDS = 500;

    private TensorPlaces() {}

    public static void main(String[] arguments) {
        Engine.start();
        SmallBlocks.reserve();
        LongSummaryStatistics places = new LongSummaryStatistics();
        for (int round = 0; round < ROUNDS; round++) {
            try (PointerScope scope = new PointerScope()) {
                for (int i = 0; i < TENSORS; i++) {
                    places.accept(torch.empty(NUMBERS).data_ptr().address());
                    Pointer.malloc(24);
                }
            }
        }
        System.out.println("spread: " + (places.getMax() - places.getMin()) / (NUMBERS * Float.BYTES));
    }
}
