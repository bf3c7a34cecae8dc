package io.github.ncl4j.augment;

import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;
import java.util.List;

/** A policy that first draws what to do and then does it. All its operations keep the image's size. */
interface RandomPolicy extends ImageTransform {

    /** What to do with one image of this size, in order. */
    List<PolicyStep> draw(int width, int height, RandomStream random);

    @Override
    default RgbImage apply(RgbImage image, RandomStream random) {
        RgbImage result = image;
        for (PolicyStep step : draw(image.width(), image.height(), random)) {
            RgbImage next = step.apply(result);
            result.recycleUnlessIn(image, next);
            result = next;
        }
        return result;
    }
}
