package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.util.List;
import java.util.stream.IntStream;

/** Made-up images: image i is one pixel of the value i, unless a test overrides it. */
class ListedDataset implements ImageDataset {

    private final int classes;
    private final int[] targets;

    ListedDataset(int classes, int... targets) {
        this.classes = classes;
        this.targets = targets.clone();
    }

    @Override
    public int size() {
        return targets.length;
    }

    @Override
    public int target(int index) {
        return targets[index];
    }

    @Override
    public RgbImage image(int index) {
        return new RgbImage(1, 1, new byte[] {(byte) index, (byte) index, (byte) index});
    }

    @Override
    public List<String> classNames() {
        return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    }

    @Override
    public String describe(int index) {
        return "image " + index;
    }
}
