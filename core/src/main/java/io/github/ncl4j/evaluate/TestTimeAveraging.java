package io.github.ncl4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Several views of every test image, whose logits are averaged.
 *
 * @param flip also mirrored
 * @param crops also the four corners of 7/8 of its height and width; they are not scaled, as the networks average over positions
 */
public record TestTimeAveraging(boolean flip, boolean crops) {

    /** The image alone. */
    public static final TestTimeAveraging NONE = new TestTimeAveraging(false, false);

    /**
     * The views.
     *
     * @param images N x 3 x H x W
     * @return at least the images themselves
     */
    List<Tensor> views(Tensor images) {
        List<Tensor> views = new ArrayList<>(List.of(images));
        if (crops) {
            long height = images.size(2) - images.size(2) / 8;
            long width = images.size(3) - images.size(3) / 8;
            for (long top : new long[] {0, images.size(2) - height}) {
                for (long left : new long[] {0, images.size(3) - width}) {
                    views.add(images.narrow(2, top, height).narrow(3, left, width));
                }
            }
        }
        if (flip) {
            for (Tensor view : List.copyOf(views)) {
                views.add(view.flip(3));
            }
        }
        return views;
    }
}
