package io.github.ncl4j.evaluate;

/**
 * Temperature scaling (Guo et al., ICML 2017, section 4.2): one number T that divides all logits, chosen so that the negative
 * log-likelihood of the true classes is least. It changes no prediction, only confidence.
 *
 * <p>In {@code beta = 1 / T} the likelihood's derivative, the mean over images of {@code E_softmax(beta z)[z] - z_y}, never falls,
 * so that its root is found by halving an interval of {@code log beta}.
 */
public final class TemperatureScaling {

    /** Temperatures are sought in [1 / LIMIT, LIMIT]: a model that is always right wants one without end. */
    static final double LIMIT = 1000;

    private static final int HALVINGS = 60;

    private TemperatureScaling() {}

    /**
     * The temperature with the least negative log-likelihood, in [0.001, 1000]; at an end of the interval where there is none
     * within.
     */
    public static double fit(EnsembleLogits images) {
        double low = -Math.log(LIMIT);
        double high = Math.log(LIMIT);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(images, Math.exp(middle)) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(-(low + high) / 2);
    }

    /** The derivative of the mean negative log-likelihood by beta. */
    private static double slope(EnsembleLogits images, double beta) {
        double slope = 0;
        for (int n = 0; n < images.images(); n++) {
            float[] z = images.logits()[n];
            double highest = highest(z);
            double sum = 0;
            double weighted = 0;
            for (float logit : z) {
                double weight = Math.exp(beta * (logit - highest));
                sum += weight;
                weighted += weight * logit;
            }
            slope += weighted / sum - z[images.targets()[n]];
        }
        return slope / images.images();
    }

    /** The mean negative log-likelihood of the true classes at a temperature, in nats. */
    public static double negativeLogLikelihood(EnsembleLogits images, double temperature) {
        double loss = 0;
        for (int n = 0; n < images.images(); n++) {
            float[] z = images.logits()[n];
            double highest = highest(z);
            double sum = 0;
            for (float logit : z) {
                sum += Math.exp((logit - highest) / temperature);
            }
            loss += Math.log(sum) - (z[images.targets()[n]] - highest) / temperature;
        }
        return loss / images.images();
    }

    /** How well the scaled confidence tells what is right. */
    public static Calibration calibration(EnsembleLogits images, double temperature) {
        return Calibration.of(images.decisions(temperature, new double[images.classes()]), images.targets());
    }

    private static double highest(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        return highest;
    }
}
