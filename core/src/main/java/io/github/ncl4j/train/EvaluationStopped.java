package io.github.ncl4j.train;

/** An evaluation that ended early, in all processes before the same batch, because a stop was requested. */
final class EvaluationStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
