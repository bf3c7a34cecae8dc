package io.github.ncl4j.app.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.evaluate.AccuracyTable;
import io.github.ncl4j.evaluate.Calibration;
import io.github.ncl4j.evaluate.ClassPrior;
import io.github.ncl4j.evaluate.EnsembleLogits;
import io.github.ncl4j.evaluate.PriorShift;
import io.github.ncl4j.evaluate.TemperatureScaling;
import io.github.ncl4j.model.ModelDescription;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What needs the ensemble's logits, and is measured only where it is asked for, as text and as JSON. */
final class LogitMeasures {

    private final @Nullable Temperature temperature;
    private final boolean temperatureImpossible;
    private final @Nullable List<PriorShift> shifts;
    private final boolean shiftsImpossible;
    private final @Nullable Adjusted adjusted;

    /** Fitted on one half of the images of each class and measured on the other. */
    private record Temperature(double value, Calibration before, Calibration after, double nllBefore, double nllAfter) {

        static Temperature of(EnsembleLogits images) {
            EnsembleLogits rest = images.half(true);
            double value = TemperatureScaling.fit(images.half(false));
            return new Temperature(
                    value,
                    TemperatureScaling.calibration(rest, 1),
                    TemperatureScaling.calibration(rest, value),
                    TemperatureScaling.negativeLogLikelihood(rest, 1),
                    TemperatureScaling.negativeLogLikelihood(rest, value));
        }
    }

    private record Adjusted(String name, double before, double after) {}

    /**
     * Measures what is asked for.
     *
     * @param tau of the logit adjustment that the images' logits have had; 0 is none
     */
    LogitMeasures(
            EnsembleLogits images, ModelDescription description, boolean temperature, PriorOptions priors, double tau) {
        this.temperature = temperature && images.hasTwoHalves() ? Temperature.of(images) : null;
        this.temperatureImpossible = temperature && !images.hasTwoHalves();
        ClassPrior source = priors.source(description, tau);
        shiftsImpossible = priors.shift && !images.hasEveryClass();
        shifts = priors.shift && !shiftsImpossible ? PriorShift.of(images, description.classCounts(), source) : null;
        String target = priors.target();
        adjusted = target == null
                ? null
                : new Adjusted(
                        target,
                        images.accuracy(source, source),
                        images.accuracy(source, priors.target(target, description, images, source)));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        if (temperature != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "temperature %.3f, fitted on half of the images; on the other half ECE %s becomes %s, the negative"
                            + " log-likelihood %.3f becomes %.3f%n",
                    temperature.value,
                    AccuracyTable.percent(temperature.before.ece()),
                    AccuracyTable.percent(temperature.after.ece()),
                    temperature.nllBefore,
                    temperature.nllAfter));
        }
        if (temperatureImpossible) {
            text.append(String.format(
                    "temperature n/a: no class has two images, so there is no second half to measure it on%n"));
        }
        if (adjusted != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "adjusted to the target prior %s: ensemble %s becomes %s%n",
                    adjusted.name,
                    AccuracyTable.percent(adjusted.before),
                    AccuracyTable.percent(adjusted.after)));
        }
        if (shiftsImpossible) {
            text.append(
                    String.format(
                            "prior shift n/a: there are classes without a test image, so no distribution over all can be measured%n"));
        }
        if (shifts != null) {
            text.append(String.format(
                    Locale.ROOT, "%-12s%10s%16s%20s%n", "ensemble", "as it is", "adjusted", "prior estimated"));
            for (PriorShift shift : shifts) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-12s%10s%16s%20s%n",
                        shift.name(),
                        AccuracyTable.percent(shift.accuracy()),
                        AccuracyTable.percent(shift.known()),
                        AccuracyTable.percent(shift.estimated())));
            }
        }
        return text.toString();
    }

    void addTo(ObjectNode root) {
        if (temperature != null) {
            root.putObject("temperature_scaling")
                    .put("temperature", temperature.value)
                    .put("ece_before", temperature.before.ece())
                    .put("ece_after", temperature.after.ece())
                    .put("nll_before", temperature.nllBefore)
                    .put("nll_after", temperature.nllAfter);
        }
        if (temperatureImpossible) {
            root.putNull("temperature_scaling");
        }
        if (adjusted != null) {
            root.putObject("target_prior")
                    .put("name", adjusted.name)
                    .put("top1_before", adjusted.before)
                    .put("top1", adjusted.after);
        }
        if (shiftsImpossible) {
            root.putNull("prior_shift");
        }
        if (shifts != null) {
            ArrayNode array = root.putArray("prior_shift");
            shifts.forEach(shift -> array.addObject()
                    .put("distribution", shift.name())
                    .put("top1", shift.accuracy())
                    .put("top1_adjusted", shift.known())
                    .put("top1_estimated", shift.estimated()));
        }
    }
}
