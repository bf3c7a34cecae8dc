package io.github.ncl4j.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a configuration.
 *
 * @param where {@code file:line}, or the override as it was given: {@code override train.batch_size=1}; of settings that a program
 *     makes, the record
 * @param key the dotted path of the key, for example {@code train.batch_size}; empty if the problem is the file itself
 * @param value what was found there, shortened; empty if nothing was
 * @param rule what belongs there
 * @param nearest the valid key or value that was perhaps meant, else null
 */
public record ConfigProblem(
        String where,
        String key,
        String value,
        String rule,
        @Nullable String nearest) {

    /** One line: {@code run.yaml:3: train.bach_size = 64: unknown key; did you mean 'train.batch_size'?}. */
    public String message() {
        return where
                + ": "
                + key
                + (value.isEmpty() ? "" : " = " + value)
                + (key.isEmpty() ? "" : ": ")
                + rule
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?");
    }
}
