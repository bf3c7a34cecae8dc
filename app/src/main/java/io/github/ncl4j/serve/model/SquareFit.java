package io.github.ncl4j.serve.model;

import io.github.ncl4j.image.CenterCrop;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Preparation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes squares of one size of images that the model's own preparation leaves as large as they are, since those of a batch must be
 * alike.
 */
final class SquareFit {

    private final int side;
    private final Preparation steps;

    private SquareFit(int side) {
        this.side = side;
        steps = new Preparation(List.of(new Resize(side, Interpolation.BILINEAR), new CenterCrop(side)));
    }

    /**
     * To the size that is known, else to that which is given.
     *
     * @param file of the model, for messages
     * @param known to the model
     * @param given by the user
     * @throws ImageSizeException if it is neither known nor given, or both
     */
    static SquareFit of(Path file, OptionalInt known, OptionalInt given) {
        if (known.isPresent() && given.isPresent()) {
            throw new ImageSizeException(file + ": is for images of " + known.getAsInt() + " x " + known.getAsInt()
                    + " pixels by what is in it; leave --side " + given.getAsInt() + " out");
        }
        return new SquareFit(known.orElseGet(() -> given.orElseThrow(() -> new ImageSizeException(
                file + ": says nothing of the size of its images (no crop, no resizing); give --side"))));
    }

    /** In pixels. */
    int side() {
        return side;
    }

    /** Scaled to the shortest side and cut in the middle; an image that fits stays as it is. */
    RgbImage apply(RgbImage image) {
        return image.width() == side && image.height() == side ? image : steps.apply(image);
    }
}
