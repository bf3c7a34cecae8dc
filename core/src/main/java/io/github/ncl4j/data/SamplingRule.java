package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.SamplerVisitor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How often an epoch shows each class, and the sampler that does so. */
interface SamplingRule {

    /**
     * The rule that a configuration names.
     *
     * @param epochs of the whole run, T in the progressively balanced sampler
     */
    static SamplingRule of(DataConfig.Sampler config, int epochs) {
        return config.accept(new OfConfig(epochs));
    }

    /** See {@link Sampler#shares}. */
    double[] shares(int[] classCounts, int epoch);

    /** See {@link Sampler#of}. */
    Sampler sampler(ImageDataset dataset, long seed);

    /** Draws a class first, by the shares, and then one of its images. */
    @FunctionalInterface
    interface ClassFirst extends SamplingRule {

        @Override
        default Sampler sampler(ImageDataset dataset, long seed) {
            return new ClassSampler(dataset, seed, counts -> epoch -> shares(counts, epoch));
        }
    }

    /** Shows every image once. */
    record EachImage() implements SamplingRule {

        @Override
        public double[] shares(int[] classCounts, int epoch) {
            return normalized(IntStream.of(classCounts).asDoubleStream());
        }

        @Override
        public Sampler sampler(ImageDataset dataset, long seed) {
            return new InstanceSampler(dataset.size(), seed);
        }
    }

    /**
     * Shows images of rare classes more than once.
     *
     * @param threshold see {@link DataConfig.RepeatFactor}
     */
    record Repeated(double threshold) implements SamplingRule {

        @Override
        public double[] shares(int[] classCounts, int epoch) {
            double[] factors = RepeatFactorSampler.factors(classCounts, threshold);
            return normalized(IntStream.range(0, classCounts.length).mapToDouble(c -> classCounts[c] * factors[c]));
        }

        @Override
        public Sampler sampler(ImageDataset dataset, long seed) {
            return new RepeatFactorSampler(dataset, threshold, seed);
        }
    }

    private static double[] normalized(DoubleStream shown) {
        double[] each = shown.toArray();
        double all = DoubleStream.of(each).sum();
        return Arrays.stream(each).map(one -> one / all).toArray();
    }

    /**
     * Finds the rule of each kind of configuration.
     *
     * @param epochs of the whole run
     */
    record OfConfig(int epochs) implements SamplerVisitor<SamplingRule> {

        @Override
        public SamplingRule visit(DataConfig.Instance sampler) {
            return new EachImage();
        }

        @Override
        public ClassFirst visit(DataConfig.ClassBalanced sampler) {
            return (counts, epoch) -> ClassSampler.balanced(counts);
        }

        @Override
        public ClassFirst visit(DataConfig.SquareRoot sampler) {
            return (counts, epoch) -> ClassSampler.squareRoot(counts);
        }

        @Override
        public ClassFirst visit(DataConfig.FourthRoot sampler) {
            return (counts, epoch) -> ClassSampler.fourthRoot(counts);
        }

        @Override
        public ClassFirst visit(DataConfig.ProgressivelyBalanced sampler) {
            return (counts, epoch) -> ClassSampler.progressive(counts, epoch, epochs);
        }

        @Override
        public SamplingRule visit(DataConfig.RepeatFactor sampler) {
            return new Repeated(sampler.threshold());
        }
    }
}
