package io.github.ncl4j.evaluate;

/**
 * A measured set in full.
 *
 * @param evaluation the accuracies
 * @param decisions what was decided on each image
 */
public record DetailedEvaluation(Evaluation evaluation, ImageDecisions decisions) {}
