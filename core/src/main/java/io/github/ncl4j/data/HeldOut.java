package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.util.Arrays;

/**
 * Training images parted in two: those to train on, and some of each class that are held out, for choices that must not be made on
 * the test images.
 *
 * @param train what is left, in the order of the source; of each class at least one image
 * @param heldOut what was taken, in the order of the source
 */
public record HeldOut(ImageDataset train, ImageDataset heldOut) {

    /**
     * Holds out the same share of each class, chosen at random: {@code fraction} of its images, rounded, but at least one of a
     * class that has two, and never the last.
     *
     * @param fraction in (0, 1)
     * @param seed decides the choice
     * @throws DataException if no class has two images
     */
    public static HeldOut of(ImageDataset source, double fraction, long seed) {
        int[][] members = source.members(source.classCounts());
        boolean[] held = new boolean[source.size()];
        int count = 0;
        for (int c = 0; c < members.length; c++) {
            int[] order = RandomPurpose.HELD_OUT.stream(seed, c).permutation(members[c].length);
            int share = share(members[c].length, fraction);
            for (int i = 0; i < share; i++) {
                held[members[c][order[i]]] = true;
            }
            count += share;
        }
        if (count == 0) {
            throw new DataException("no class has two training images, so none can be held out;"
                    + " set evaluate.validation_fraction to 0");
        }
        return new HeldOut(subset(source, held, false), subset(source, held, true));
    }

    private static int share(int images, double fraction) {
        return images < 2 ? 0 : (int) Math.min(images - 1L, Math.max(1, Math.round(images * fraction)));
    }

    private static ImageDataset subset(ImageDataset source, boolean[] held, boolean which) {
        int[] indices = new int[held.length];
        int count = 0;
        for (int i = 0; i < held.length; i++) {
            if (held[i] == which) {
                indices[count++] = i;
            }
        }
        return new DatasetSubset(source, Arrays.copyOf(indices, count));
    }
}
