package io.github.ncl4j.config;

/** Operations that change samples where they are, each applied to an image with a probability. */
public sealed interface ColorOperation extends AugmentConfig.Operation {

    /**
     * Changes brightness, contrast, saturation and hue in a random order. A change of strength 0 is left out.
     *
     * @param brightness the strength x: a factor is drawn from {@code [max(0, 1 - x), 1 + x]}
     * @param contrast the strength x: a factor is drawn from {@code [max(0, 1 - x), 1 + x]}
     * @param saturation the strength x: a factor is drawn from {@code [max(0, 1 - x), 1 + x]}
     * @param hue the strength x: the hue moves by a part of the colour circle that is drawn from {@code [-x, x]}
     * @param probability the probability of all changes together
     */
    record ColorJitter(
            @Default("0") double brightness,
            @Default("0") double contrast,
            @Default("0") double saturation,
            @Default("0") double hue,
            @Default("1") double probability)
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

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Takes the colours away.
     *
     * @param probability the probability of the operation
     */
    record Grayscale(@Default("0.1") double probability) implements ColorOperation {
        /** Checks the range. */
        public Grayscale {
            new Checks("Grayscale").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Blurs with a random radius between two bounds.
     *
     * @param minRadius the least standard deviation of the Gaussian in pixels
     * @param maxRadius the largest standard deviation of the Gaussian in pixels
     * @param probability the probability of blurring
     */
    record GaussianBlur(
            @Default("0.1") double minRadius,
            @Default("2") double maxRadius,
            @Default("0.5") double probability) implements ColorOperation {
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

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Sharpens or smooths.
     *
     * @param factor 0 smooths, 1 changes nothing, 2 sharpens
     * @param probability the probability of the operation
     */
    record Sharpness(double factor, @Default("0.5") double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Sharpness {
            new Checks("Sharpness")
                    .upTo("factor", factor, 10)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Stretches each channel to the whole range.
     *
     * @param probability the probability of the operation
     */
    record Autocontrast(@Default("0.5") double probability) implements ColorOperation {
        /** Checks the range. */
        public Autocontrast {
            new Checks("Autocontrast").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Makes the levels of each channel about equally frequent.
     *
     * @param probability the probability of the operation
     */
    record Equalize(@Default("0.5") double probability) implements ColorOperation {
        /** Checks the range. */
        public Equalize {
            new Checks("Equalize").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Inverts each sample: {@code 255 - sample}.
     *
     * @param probability the probability of the operation
     */
    record Invert(@Default("0.5") double probability) implements ColorOperation {
        /** Checks the range. */
        public Invert {
            new Checks("Invert").probability("probability", probability).enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Clears the low bits of each sample.
     *
     * @param bits the number of high bits that stay
     * @param probability the probability of the operation
     */
    record Posterize(int bits, @Default("0.5") double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Posterize {
            new Checks("Posterize")
                    .between("bits", bits, 0, 8)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Inverts the samples that are not below a threshold.
     *
     * @param threshold the grey level from which on samples are inverted
     * @param probability the probability of the operation
     */
    record Solarize(
            @Default("128") double threshold,
            @Default("0.5") double probability) implements ColorOperation {
        /** Checks the ranges. */
        public Solarize {
            new Checks("Solarize")
                    .upTo("threshold", threshold, 256)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Adds to the samples below a threshold.
     *
     * @param addend the grey levels to add
     * @param threshold the grey level below which they are added
     * @param probability the probability of the operation
     */
    record SolarizeAdd(
            int addend,
            @Default("128") int threshold,
            @Default("0.5") double probability) implements ColorOperation {
        /** Checks the ranges. */
        public SolarizeAdd {
            new Checks("SolarizeAdd")
                    .between("addend", addend, -255, 255)
                    .between("threshold", threshold, 0, 256)
                    .probability("probability", probability)
                    .enforce();
        }

        @Override
        public <T> T accept(OperationVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }
}
