package io.github.ncl4j.serve;

/** A request that cannot be answered, and what its client is told. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Says what is wrong. */
    ProblemException(int status, String detail) {
        this(new Problem(status, detail));
    }

    /** Says what is wrong. */
    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** For the answer. */
    Problem problem() {
        return problem;
    }
}
