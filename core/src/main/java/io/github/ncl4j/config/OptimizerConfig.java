package io.github.ncl4j.config;

/** The update rule; in YAML a section with the key {@code type}. */
public sealed interface OptimizerConfig {
    /** The base learning rate, which the schedule scales. */
    double learningRate();

    /**
     * Stochastic gradient descent; in YAML {@code type: sgd}.
     *
     * @param learningRate base learning rate, above 0
     * @param momentum in [0, 1)
     * @param nesterov whether the momentum looks ahead; needs a momentum above 0
     * @param weightDecay added to the gradient as {@code weightDecay * w}, for every trained parameter
     */
    record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay) implements OptimizerConfig {
        /** Checks the ranges. */
        public Sgd {
            new Checks("Sgd")
                    .positive("learningRate", learningRate)
                    .belowOne("momentum", momentum)
                    .that(!nesterov || momentum > 0, "nesterov", nesterov, "needs a momentum above 0", "momentum")
                    .notNegative("weightDecay", weightDecay)
                    .enforce();
        }
    }

    /**
     * Adam (Kingma and Ba, 2015) with L2-style decay; in YAML {@code type: adam}.
     *
     * @param learningRate base learning rate, above 0
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the denominator, above 0
     * @param weightDecay added to the gradient as {@code weightDecay * w}
     */
    record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
            implements OptimizerConfig {
        /** Checks the ranges. */
        public Adam {
            new Checks("Adam")
                    .positive("learningRate", learningRate)
                    .belowOne("beta1", beta1)
                    .belowOne("beta2", beta2)
                    .positive("epsilon", epsilon)
                    .notNegative("weightDecay", weightDecay)
                    .enforce();
        }
    }
}
