package io.github.ncl4j.image;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of images that nobody uses any more, kept by the thread that was done with them for the images that it makes next.
 * Most operations make an image as large as the last one; thrown away, they would be a megabyte of garbage for every photo,
 * and each collection stops all threads.
 *
 * <p>Whoever takes an array owns it, as if it were new, but finds in it what was there before. What is never given back is
 * garbage as ever.
 */
public final class PixelArrays {

    /** The source, the result and what lies between them, with one to spare. */
    private static final int KEPT = 4;

    /** Longer ones are not kept: a thread must not hold memory for ever because of one large picture. */
    private static final int LONGEST = 1 << 22;

    private static final ThreadLocal<PixelArrays> OF_THREAD = ThreadLocal.withInitial(PixelArrays::new);

    private final Shelf<int[]> packed = new Shelf<>();
    private final Shelf<byte[]> samples = new Shelf<>();

    private PixelArrays() {}

    private static final class Shelf<A> {
        private final ArrayDeque<A> arrays = new ArrayDeque<>(KEPT);

        @Nullable
        A take(Predicate<A> fits) {
            for (Iterator<A> each = arrays.iterator(); each.hasNext(); ) {
                A array = each.next();
                if (fits.test(array)) {
                    each.remove();
                    return array;
                }
            }
            return null;
        }

        void put(A array) {
            if (arrays.size() == KEPT) {
                arrays.removeFirst();
            }
            arrays.addLast(array);
        }
    }

    /** An array for {@code length} packed pixels, whatever is in it. */
    public static int[] packed(int length) {
        int[] kept = OF_THREAD.get().packed.take(array -> array.length == length);
        return kept == null ? new int[length] : kept;
    }

    /** An array for at least {@code length} packed pixels, whatever is in it. */
    static int[] packedAtLeast(int length) {
        int[] kept = OF_THREAD.get().packed.take(array -> array.length >= length);
        return kept == null ? new int[length] : kept;
    }

    /** An array for at least {@code length} samples, whatever is in it. */
    static byte[] samplesAtLeast(int length) {
        byte[] kept = OF_THREAD.get().samples.take(array -> array.length >= length);
        return kept == null ? new byte[length] : kept;
    }

    /** Takes an array that only the caller has used, and uses no more. */
    static void giveBack(int[] array) {
        if (array.length <= LONGEST) {
            OF_THREAD.get().packed.put(array);
        }
    }

    /** Takes an array that only the caller has used, and uses no more. */
    static void giveBack(byte[] array) {
        if (array.length <= LONGEST) {
            OF_THREAD.get().samples.put(array);
        }
    }
}
