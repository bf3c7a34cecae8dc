package io.github.ncl4j.data;

/**
 * A small random generator (SplitMix64; Steele, Lea and Flood, OOPSLA 2014) whose whole state is one number, so that every
 * sample of every epoch can have its own stream and results do not depend on which thread draws first.
 *
 * <p>Not thread-safe: one stream belongs to one sample.
 */
public final class RandomStream {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private RandomStream(long state) {
        this.state = state;
    }

    /**
     * The stream of one purpose, a pure function of its keys.
     *
     * @param seed the run's seed
     * @param keys what the stream is for, for example epoch and index; their order matters
     */
    public static RandomStream of(long seed, long... keys) {
        long state = mix(seed + GOLDEN_GAMMA);
        for (long key : keys) {
            state = mix(state + GOLDEN_GAMMA + mix(key + GOLDEN_GAMMA));
        }
        return new RandomStream(state);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 64 uniform bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in {@code [from, to)}; {@code from} itself if the two are equal. */
    public double uniform(double from, double to) {
        return from + (to - from) * nextDouble();
    }

    /**
     * Normal with mean 0 and deviation 1 (Box and Muller, 1958). Two numbers of the stream make one, and none is kept for
     * later, so that the stream's state stays one number; strict mathematics makes it the same on every machine.
     */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** From the beta distribution with these parameters, both above 0; in [0, 1]. */
    public double nextBeta(double alpha, double beta) {
        double first = nextGamma(alpha);
        double second = nextGamma(beta);
        // Tiny parameters can make both numbers 0: then all the weight is at one end, either with its probability.
        double sum = first + second;
        return sum > 0 ? first / sum : nextDouble() * (alpha + beta) < alpha ? 1 : 0;
    }

    /** From the gamma distribution of scale 1 (Marsaglia and Tsang, 2000). */
    private double nextGamma(double shape) {
        if (shape < 1) {
            return nextGamma(shape + 1) * StrictMath.pow(1 - nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = nextGaussian();
            double v = (1 + c * normal) * (1 + c * normal) * (1 + c * normal);
            if (v > 0 && StrictMath.log(1 - nextDouble()) < 0.5 * normal * normal + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }

    /**
     * Uniform in {@code [0, bound)}, without bias.
     *
     * @throws IllegalArgumentException if bound is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        // Rejection keeps every value equally likely: the top 31 bits are drawn again when they fall in the last,
        // incomplete stretch of length bound.
        int bits;
        int value;
        do {
            bits = (int) (nextLong() >>> 33);
            value = bits % bound;
        } while (bits - value + (bound - 1) < 0);
        return value;
    }

    /** A uniformly random order of the numbers 0 to {@code n - 1} (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
