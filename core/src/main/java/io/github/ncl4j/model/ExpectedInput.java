package io.github.ncl4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.AugmentConfig.Normalization;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that a set of weights was trained with. It travels in the metadata of a safetensors file: {@code input_mean} and {@code
 * input_std}, three numbers each, and {@code input_size}.
 *
 * @param normalization of the channels
 * @param size height and width in pixels
 */
record ExpectedInput(Normalization normalization, int size) {

    private static final Logger LOG = LoggerFactory.getLogger(ExpectedInput.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MEAN = "input_mean";
    private static final String DEVIATION = "input_std";
    private static final String SIZE = "input_size";

    /** Means and deviations that differ by less are the same but for rounding: one step of an 8-bit sample is 0.0039. */
    private static final double NEGLIGIBLE = 0.005;

    /**
     * Reads what a file says.
     *
     * @param source of the metadata, for the log
     * @return empty if it says nothing, or nothing that can be read
     */
    static Optional<ExpectedInput> of(String source, Map<String, String> metadata) {
        String mean = metadata.get(MEAN);
        String deviation = metadata.get(DEVIATION);
        String size = metadata.get(SIZE);
        if (mean == null || deviation == null || size == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ExpectedInput(new Normalization(numbers(mean), numbers(deviation)), Integer.parseInt(size)));
        } catch (JsonProcessingException | NumberFormatException | ConfigException | NullPointerException e) {
            LOG.warn(
                    "{}: says {} = {}, {} = {}, {} = {}, which are not three numbers each and one; not checked",
                    source,
                    MEAN,
                    mean,
                    DEVIATION,
                    deviation,
                    SIZE,
                    size);
            return Optional.empty();
        }
    }

    private static List<Double> numbers(String text) throws JsonProcessingException {
        return JSON.readValue(text, new TypeReference<List<Double>>() {});
    }

    /** Where an experiment gives a network other images than these, with both values; empty if it does not. */
    List<String> contradictions(ExperimentConfig config) {
        List<String> contradictions = new ArrayList<>();
        Normalization given = config.augment().normalization();
        if (differ(given.mean(), normalization.mean()) || differ(given.std(), normalization.std())) {
            contradictions.add("augment.normalization is " + text(given) + ", theirs is " + text(normalization));
        }
        OptionalInt side = InputSize.of(config);
        if (side.isPresent() && side.getAsInt() != size) {
            contradictions.add("images have " + side.getAsInt() + " pixels a side, theirs have " + size);
        }
        return contradictions;
    }

    private static boolean differ(List<Double> some, List<Double> others) {
        for (int channel = 0; channel < some.size(); channel++) {
            if (Math.abs(some.get(channel) - others.get(channel)) > NEGLIGIBLE) {
                return true;
            }
        }
        return false;
    }

    private static String text(Normalization normalization) {
        return "mean " + normalization.mean() + " std " + normalization.std();
    }
}
