package io.github.ncl4j.app.train;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.Devices;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Torchrun's options as variables of the environment, as Kubeflow Trainer sets them for what it starts in each pod. They are the
 * defaults of {@code launch}.
 *
 * @param environment the variables
 * @param gpus counts those of this machine
 */
record TorchrunVariables(Map<String, String> environment, IntSupplier gpus) {

    private static final String PROCESSES = "PET_NPROC_PER_NODE";
    private static final String NODES = "PET_NNODES";
    private static final String NODE_RANK = "PET_NODE_RANK";
    private static final String ADDRESS = "PET_MASTER_ADDR";
    private static final String PORT = "PET_MASTER_PORT";
    private static final String ENDPOINT = "PET_RDZV_ENDPOINT";
    private static final String RESTARTS = "PET_MAX_RESTARTS";

    /** Those of this process. */
    static TorchrunVariables ofThisProcess() {
        return new TorchrunVariables(System.getenv(), Devices::gpus);
    }

    /** Those that are set, as {@code NAME=VALUE}. */
    List<String> given() {
        return List.of(PROCESSES, NODES, NODE_RANK, ADDRESS, PORT, ENDPOINT, RESTARTS).stream()
                .filter(name -> text(name) != null)
                .map(name -> name + "=" + text(name))
                .toList();
    }

    /** Processes on this machine; {@code auto} and {@code gpu} are one for each GPU, and one without, which uses all cores. */
    @Nullable
    Integer processes() {
        String text = text(PROCESSES);
        return text != null && List.of("auto", "gpu", "cpu").contains(text)
                ? Integer.valueOf(text.equals("cpu") ? 1 : Math.max(1, gpus.getAsInt()))
                : number(PROCESSES, text);
    }

    /** Machines. */
    @Nullable
    Integer nodes() {
        String text = text(NODES);
        String[] range = text == null ? new String[0] : text.split(":");
        if (range.length == 2 && !range[0].equals(range[1])) {
            throw new UserException(
                    NODES + " is " + text + "; the number of machines cannot change, so it must be one number");
        }
        return number(NODES, range.length == 2 ? range[0] : text);
    }

    /**
     * Number of this machine.
     *
     * @throws UserException if there are several and it is not set
     */
    @Nullable
    Integer nodeRank() {
        Integer nodes = nodes();
        if (nodes != null && nodes > 1 && text(NODE_RANK) == null) {
            throw new UserException(
                    NODES + " is " + nodes + ", but " + NODE_RANK + " is not set; set it, or give --node-rank");
        }
        return number(NODE_RANK, text(NODE_RANK));
    }

    /** Where machine 0 is. */
    @Nullable
    String address() {
        String endpoint = text(ENDPOINT);
        String address = text(ADDRESS);
        return address != null || endpoint == null ? address : endpoint.replaceFirst(":\\d+$", "");
    }

    /** A free port of machine 0. */
    @Nullable
    Integer port() {
        String endpoint = text(ENDPOINT);
        String port = text(PORT);
        return port != null || endpoint == null || !endpoint.matches(".*:\\d+")
                ? number(PORT, port)
                : number(ENDPOINT, endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    /** How often all may start anew. */
    @Nullable
    Integer restarts() {
        return number(RESTARTS, text(RESTARTS));
    }

    private @Nullable String text(String name) {
        String text = environment.getOrDefault(name, "").strip();
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Integer number(String name, @Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new UserException(name + " is " + text + "; it must be a whole number", e);
        }
    }
}
