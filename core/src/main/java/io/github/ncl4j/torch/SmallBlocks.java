package io.github.ncl4j.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps small things from settling between tensors, where the C library's malloc would let them.
 *
 * <p>libtorch wants its blocks at multiples of 64 bytes. glibc cuts such a block out of a larger one, and the bytes that are left
 * before it, 32, 48 or 80 with malloc's own, become a free block like any other. When something small that stays is put there, the
 * room that the tensor leaves is too short, by those bytes, for the next tensor of its shape, and memory grows by one activation after
 * another. But glibc hands out free blocks of one size in the order in which they became free. Behind a long line of them the
 * rests wait until their tensors die, and with those they become whole again.
 */
public final class SmallBlocks {

    /** What a block takes in glibc is this much more than was asked for, in steps of 16 bytes. */
    private static final int HEADER = 8;

    /** Nothing smaller exists; it keeps the free blocks beside it apart. */
    private static final int SMALLEST = 32;

    private SmallBlocks() {}

    /**
     * Lines up free blocks, 7 MB with what keeps them apart, once in this process; later calls do nothing. The time for it is when a
     * training has its model and its data, and has not taken a step.
     *
     * <p>Does nothing either unless glibc's own short lists of small blocks are switched off, as {@code ./ncl4j} does with
     * {@code GLIBC_TUNABLES}: the rests would go there, and be handed out first.
     */
    public static void reserve() {
        if (System.getenv().getOrDefault("GLIBC_TUNABLES", "").contains("glibc.malloc.tcache_count=0")) {
            Reserved.touch();
        }
    }

    /** Class initialisation is the once-only lock. */
    private static final class Reserved {

        static {
            List<Pointer> free = new ArrayList<>();
            // Who wants 32 bytes gets 48 when there are no others, and who wants 64 gets 80.
            allocate(1 << 16, 48, free);
            allocate(1 << 14, 80, free);
            // Not before: what keeps blocks of one size apart would be taken from the free ones of another.
            free.forEach(Pointer::free);
        }

        static void touch() {}

        private static void allocate(int blocks, int size, List<Pointer> free) {
            for (int i = 0; i < blocks; i++) {
                free.add(Pointer.malloc(size - HEADER));
                Pointer.malloc(SMALLEST - HEADER);
            }
        }
    }
}
