package io.github.ncl4j.config;

/** Operations that change samples where they are, each applied to an image with a probability. */
public sealed interface ColorOperation extends AugmentConfig.Operation {

    /**
     * Changes brightness, contrast, saturation and hue in a random order: the first three by factors uniform in {@code [max(0,
     * 1 - x), 1 + x]}, the hue by a part of the circle uniform in {@code [-x, x]}. A change with x = 0 is left out.
     *
     * @param brightness in [0, 10]
     * @param contrast in [0, 10]
     * @param saturation in [0, 10]
     * @param hue in [0, 0.5]
     * @param probability of all of them together, in [0, 1]
     */
    record ColorJitter(double brightness, double contrast, double saturation, double hue, double probability)
            implements ColorOperation {
        /** Checks the ranges. */
        public ColorJitter {
            new Checks("ColorJitter")
                    .upTo("brightness", brightness, 10)
                    .upTo("contrast", contrast, 10)
                    .upTo("saturation", saturation, 10)
                    .upTo("hue", hue, 0.5)
                    .probability("probability", probability)
                    .enforce();
        }
    }

    /**
     * Takes the colours away.
     *
     * @param probability in [0, 1]
     */
    record Grayscale(double probability) implements ColorOperation {
        /** Checks the range. */
        public Grayscale {
            new Checks("Grayscale").probability("probability", probability).enforce();
        }
    }

    /**
     * Blurs with a radius uniform between two bounds.
     *
     * @param minRadius standard deviation of the Gaussian in pixels, at least 0
     * @param maxRadius at most 100
     * @param probability in [0, 1]
     */
    record GaussianBlur(double minRadius, double maxRadius, double probability) implements ColorOperation {
        /** Checks the ranges. */
        public GaussianBlur {
            new Checks("GaussianBlur")
                    .notNegative("minRadius", minRadius)
                    .upTo("maxRadius", maxRadius, 100)
                    .that(
                            minRadius <= maxRadius,
                            "maxRadius",
                            maxRadius,
                            "must be at least min_radius, which is " + minRadius,
                            "minRadius")
                    .probability("probability", probability)
                    .enforce();
        }
    }

    /**
     * Sharpens or smooths.
     *
     * @param factor 0 smooths, 1 changes nothing, 2 sharpens; in [0, 10]
     * @param probability in [0, 1]
     */
    record Sharpness(double factor, double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Sharpness {
            new Checks("Sharpness")
                    .upTo("factor", factor, 10)
                    .probability("probability", probability)
                    .enforce();
        }
    }

    /**
     * Stretches each channel to the whole range.
     *
     * @param probability in [0, 1]
     */
    record Autocontrast(double probability) implements ColorOperation {
        /** Checks the range. */
        public Autocontrast {
            new Checks("Autocontrast").probability("probability", probability).enforce();
        }
    }

    /**
     * Makes the levels of each channel about equally frequent.
     *
     * @param probability in [0, 1]
     */
    record Equalize(double probability) implements ColorOperation {
        /** Checks the range. */
        public Equalize {
            new Checks("Equalize").probability("probability", probability).enforce();
        }
    }

    /**
     * {@code 255 - sample}.
     *
     * @param probability in [0, 1]
     */
    record Invert(double probability) implements ColorOperation {
        /** Checks the range. */
        public Invert {
            new Checks("Invert").probability("probability", probability).enforce();
        }
    }

    /**
     * Clears the low bits of each sample.
     *
     * @param bits kept, from 0 to 8
     * @param probability in [0, 1]
     */
    record Posterize(int bits, double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Posterize {
            new Checks("Posterize")
                    .between("bits", bits, 0, 8)
                    .probability("probability", probability)
                    .enforce();
        }
    }

    /**
     * Inverts the samples that are not below a threshold.
     *
     * @param threshold grey level, in [0, 256]
     * @param probability in [0, 1]
     */
    record Solarize(double threshold, double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Solarize {
            new Checks("Solarize")
                    .upTo("threshold", threshold, 256)
                    .probability("probability", probability)
                    .enforce();
        }
    }

    /**
     * Adds to the samples below a threshold.
     *
     * @param addend grey levels, from -255 to 255
     * @param threshold grey level, from 0 to 256
     * @param probability in [0, 1]
     */
    record SolarizeAdd(int addend, int threshold, double probability) implements ColorOperation {
        /** Checks the ranges. */
        public SolarizeAdd {
            new Checks("SolarizeAdd")
                    .between("addend", addend, -255, 255)
                    .between("threshold", threshold, 0, 256)
                    .probability("probability", probability)
                    .enforce();
        }
    }
}
