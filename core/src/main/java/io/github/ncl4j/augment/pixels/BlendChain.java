package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.PixelArrays;
import io.github.ncl4j.image.PixelLine;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Brightness, contrast and saturation in any order, as {@link Enhance} does them one after the other, in as few walks over the
 * image as the mean that contrast needs allows.
 */
public final class BlendChain {

    /** Pixels at a time: enough for vector instructions to pay, few enough for the first cache. */
    private static final int LENGTH = 1024;

    /** In place of a level: the grey level of each pixel. */
    private static final int OWN_GREY = -1;

    /** Blends with one level, or with each pixel's own grey. */
    private record Step(Blend blend, int level) {}

    private final RgbImage image;
    private final List<Step> pending = new ArrayList<>();
    private int[] packed;
    private boolean changed;

    public BlendChain(RgbImage image) {
        this.image = image;
        packed = image.packed();
    }

    /** As {@link Enhance#brightness}. */
    public void brightness(double factor) {
        add(factor, 0);
    }

    /** As {@link Enhance#contrast}. */
    public void contrast(double factor) {
        walk();
        add(factor, Grayscale.mean(packed));
    }

    /** As {@link Enhance#color}. */
    public void saturation(double factor) {
        add(factor, OWN_GREY);
    }

    private void add(double factor, int level) {
        if ((float) factor != 1) {
            pending.add(new Step(Blend.of(factor), level));
        }
    }

    /** Does what is pending. */
    private void walk() {
        if (pending.isEmpty()) {
            return;
        }
        // The first walk leaves the image's own pixels as they are.
        int[] target = changed ? packed : PixelArrays.packed(packed.length);
        Lines lines = new Lines(Math.min(LENGTH, packed.length));
        for (int from = 0; from < packed.length; from += LENGTH) {
            if (packed.length - from < LENGTH) {
                lines = new Lines(packed.length - from);
            }
            lines.change(packed, from, pending, target);
        }
        packed = target;
        changed = true;
        pending.clear();
    }

    /** The image with all changes; the image itself if there was none. */
    public RgbImage result() {
        walk();
        return changed ? RgbImage.ofPacked(image.width(), image.height(), packed) : image;
    }

    /** Some neighbouring pixels, in three planes. */
    private static final class Lines {
        private final int[] line;
        private final int[] red;
        private final int[] green;
        private final int[] blue;
        private final int[] degenerate;

        Lines(int length) {
            line = new int[length];
            red = new int[length];
            green = new int[length];
            blue = new int[length];
            degenerate = new int[length];
        }

        void change(int[] source, int from, List<Step> steps, int[] target) {
            System.arraycopy(source, from, line, 0, line.length);
            PixelLine.split(line, red, green, blue);
            for (Step step : steps) {
                change(step);
            }
            PixelLine.join(red, green, blue, line);
            System.arraycopy(line, 0, target, from, line.length);
        }

        private void change(Step step) {
            Blend blend = step.blend();
            if (step.level() == OWN_GREY) {
                Grayscale.levels(red, green, blue, degenerate);
                blend.apply(degenerate, red);
                blend.apply(degenerate, green);
                blend.apply(degenerate, blue);
            } else {
                blend.apply(step.level(), red);
                blend.apply(step.level(), green);
                blend.apply(step.level(), blue);
            }
        }
    }
}
