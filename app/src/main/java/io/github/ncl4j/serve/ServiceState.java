package io.github.ncl4j.serve;

import io.github.ncl4j.serve.model.ServedModel;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Whether predictions are answered, and by what. */
final class ServiceState {

    private volatile Phase phase = Phase.LOADING;
    private volatile @Nullable Service service;

    /** From the first moment to the last. */
    enum Phase {
        /** The model is read and warmed. */
        LOADING("loading"),
        /** Predictions are answered. */
        READY("ready"),
        /** Nothing can be predicted any more, until the server is started anew. */
        FAILED("failed"),
        /** Predictions that have begun are answered, others refused. */
        STOPPING("stopping");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        /** For answers. */
        String label() {
            return label;
        }
    }

    /**
     * What answers.
     *
     * @param model owned by the server
     * @param pipeline over the model
     * @param json about the model
     */
    record Service(ServedModel model, ImagePipeline pipeline, PredictionJson json) {}

    /**
     * From now on predictions are answered.
     *
     * @return false if the server is stopping already, and does not take what answers any more
     */
    synchronized boolean open(Service opened) {
        if (phase == Phase.STOPPING) {
            return false;
        }
        service = opened;
        phase = Phase.READY;
        return true;
    }

    /** From now on predictions are refused, because the model cannot answer any more. */
    synchronized void fail() {
        if (phase != Phase.STOPPING) {
            phase = Phase.FAILED;
        }
    }

    /** From now on new predictions are refused. */
    synchronized void stop() {
        phase = Phase.STOPPING;
    }

    Phase phase() {
        return phase;
    }

    /** What answers; null before it is there. */
    @Nullable
    Service service() {
        return service;
    }

    /**
     * What answers.
     *
     * @throws ProblemException 503 unless it is ready
     */
    Service require() {
        Service ready = service;
        Phase now = phase;
        if (ready == null || now != Phase.READY) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE_503,
                    now == Phase.FAILED
                            ? "the model has failed for good; the server's log says how, and it must be started anew"
                            : "the server is " + now.label() + "; try again later");
        }
        return ready;
    }
}
