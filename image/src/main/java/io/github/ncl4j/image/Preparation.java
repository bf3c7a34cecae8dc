package io.github.ncl4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a decoded image before it is normalised for a network: the same for every image, nothing random. Its text
 * travels in exported models: {@code resize 256 bilinear, center-crop 224}, or nothing for images that stay as they are.
 *
 * @param steps in order
 */
public record Preparation(List<Step> steps) {

    /** A side beyond what any network here reads; larger ones would take all memory. */
    private static final int LONGEST_SIDE = 8192;

    private static final Pattern SCALING = Pattern.compile("(resize|shrink) (\\d{1,4}) (bilinear|bicubic)");
    private static final Pattern CENTER_CROP = Pattern.compile("center-crop (\\d{1,4})");

    /** One operation. */
    public sealed interface Step permits Resize, Shrink, CenterCrop {

        /** Does it. */
        RgbImage apply(RgbImage image);

        /** The size of the result for an image of some size. */
        Size resultOf(Size image);

        /** As {@link Preparation#text} writes it. */
        String text();
    }

    /** Of an image, in pixels. */
    public record Size(long width, long height) {

        long shortestSide() {
            return Math.min(width, height);
        }

        /** Scaled to a shortest side. */
        Size scaledTo(int side) {
            return new Size(width * side / shortestSide(), height * side / shortestSide());
        }
    }

    /** Copies the list. */
    public Preparation {
        steps = List.copyOf(steps);
    }

    /** Applies all steps; of none, the result is the image itself. */
    public RgbImage apply(RgbImage image) {
        RgbImage prepared = image;
        for (Step step : steps) {
            prepared = step.apply(prepared);
        }
        return prepared;
    }

    /**
     * How many pixels an image has after all steps.
     *
     * @param width in pixels, before
     * @param height in pixels, before
     */
    public long pixels(int width, int height) {
        Size size = new Size(width, height);
        for (Step step : steps) {
            size = step.resultOf(size);
        }
        return size.width() * size.height();
    }

    /** The side of the square that every image ends as; null if images keep sizes of their own. */
    public @Nullable Integer side() {
        return !steps.isEmpty() && steps.get(steps.size() - 1) instanceof CenterCrop crop ? crop.size() : null;
    }

    /** The text. */
    public String text() {
        return steps.stream().map(Step::text).collect(Collectors.joining(", "));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is anything else; the message quotes the step
     */
    public static Preparation parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String step : text.isEmpty() ? List.<String>of() : List.of(text.split(", ", -1))) {
            steps.add(step(step));
        }
        return new Preparation(steps);
    }

    private static Step step(String text) {
        Matcher scaling = SCALING.matcher(text);
        Matcher crop = CENTER_CROP.matcher(text);
        if (scaling.matches()) {
            int side = side(text, scaling.group(2));
            Interpolation interpolation = Interpolation.valueOf(scaling.group(3).toUpperCase(Locale.ROOT));
            return scaling.group(1).equals("resize")
                    ? new Resize(side, interpolation)
                    : new Shrink(side, interpolation);
        }
        if (crop.matches()) {
            return new CenterCrop(side(text, crop.group(1)));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no step of a preparation, such as 'resize 256 bilinear' or 'center-crop 224'");
    }

    private static int side(String step, String digits) {
        int side = Integer.parseInt(digits);
        if (side < 1 || side > LONGEST_SIDE) {
            throw new IllegalArgumentException("'" + step + "': a side must be from 1 to " + LONGEST_SIDE);
        }
        return side;
    }
}
