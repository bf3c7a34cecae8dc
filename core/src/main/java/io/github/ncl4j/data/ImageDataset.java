package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/** A fixed list of images with targets. Safe for use by several threads at once. */
public interface ImageDataset {

    /** The number of images. */
    int size();

    /** The class of image {@code index}, in {@code [0, classNames().size())}. */
    int target(int index);

    /**
     * Image {@code index}, decoded.
     *
     * @throws DataException if the image cannot be read; the message names the file
     */
    RgbImage image(int index);

    /**
     * Image {@code index}, of which no more than what is used need be decoded.
     *
     * @throws DataException if the image cannot be read; the message names the file
     */
    default ImageSource source(int index) {
        return image(index);
    }

    /** The name of every class, by class number; its size is the number of classes. */
    List<String> classNames();

    /** Where image {@code index} comes from, for messages: a file, or an archive and a position in it. */
    String describe(int index);

    /**
     * By which image {@code index} is known again in another copy of the same data, whatever folder that is in. It is not unique in
     * every data set.
     */
    default String identity(int index) {
        return describe(index);
    }

    /** Images of each class, by class number. */
    default int[] classCounts() {
        int[] counts = new int[classNames().size()];
        for (int i = 0; i < size(); i++) {
            counts[target(i)]++;
        }
        return counts;
    }

    /**
     * The images of each class, by class number, ascending.
     *
     * @param classCounts what {@link #classCounts} gives
     */
    default int[][] members(int[] classCounts) {
        int[][] members = new int[classCounts.length][];
        Arrays.setAll(members, c -> new int[classCounts[c]]);
        int[] filled = new int[classCounts.length];
        for (int i = 0; i < size(); i++) {
            int c = target(i);
            members[c][filled[c]++] = i;
        }
        return members;
    }
}
