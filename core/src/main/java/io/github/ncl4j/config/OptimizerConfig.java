package io.github.ncl4j.config;

/** The update rule. */
@Default("sgd")
public sealed interface OptimizerConfig {

    /** The base learning rate, which the schedule scales. */
    double learningRate();

    /** These settings with another base learning rate. */
    OptimizerConfig withLearningRate(double learningRate);

    /**
     * Stochastic gradient descent with momentum.
     *
     * @param learningRate the base learning rate, which the schedule scales
     * @param momentum the share of the last update that the next one keeps
     * @param nesterov whether the momentum looks one update ahead (Nesterov); needs a momentum above 0
     * @param weightDecay the factor of the weights that is added to their gradient, for every trained parameter
     */
    record Sgd(
            @Default("0.1") double learningRate,
            @Default("0.9") double momentum,
            @Default("true") boolean nesterov,
            @Default("2e-4") double weightDecay)
            implements OptimizerConfig {

        /** Checks the ranges. */
        public Sgd {
            new Checks("Sgd")
                    .positive("learningRate", learningRate)
                    .belowOne("momentum", momentum)
                    .that(!nesterov || momentum > 0, "nesterov", nesterov, "needs a momentum above 0", "momentum")
                    .notNegative("weightDecay", weightDecay)
                    .enforce();
        }

        @Override
        public Sgd withLearningRate(double learningRate) {
            return Components.with(this, "learningRate", learningRate);
        }
    }

    /**
     * Adam (Kingma and Ba, 2015), with the weight decay in the gradient.
     *
     * @param learningRate the base learning rate, which the schedule scales
     * @param beta1 the decay of the mean of the gradients
     * @param beta2 the decay of the mean of the squared gradients
     * @param epsilon the number that is added to the denominator
     * @param weightDecay the factor of the weights that is added to their gradient
     */
    record Adam(
            @Default("1e-3") double learningRate,
            @Default("0.9") double beta1,
            @Default("0.999") double beta2,
            @Default("1e-8") double epsilon,
            @Default("2e-4") double weightDecay)
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

        @Override
        public Adam withLearningRate(double learningRate) {
            return Components.with(this, "learningRate", learningRate);
        }
    }
}
