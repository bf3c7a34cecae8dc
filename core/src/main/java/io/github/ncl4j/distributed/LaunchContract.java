package io.github.ncl4j.distributed;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ConfigProblem;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The place of a process among those that train together, as Slurm scripts, Kubernetes' PyTorchJob, torchrun and {@code ncl4j
 * launch} state it in the environment.
 *
 * @param rank number of this process, {@code RANK}, in {@code [0, worldSize)}
 * @param localRank its number among the processes of its machine, {@code LOCAL_RANK}, and so which GPU is its own
 * @param worldSize number of processes, {@code WORLD_SIZE}
 * @param localWorldSize number of processes of this machine, {@code LOCAL_WORLD_SIZE}
 * @param masterAddress where rank 0 can be reached, {@code MASTER_ADDR}
 * @param masterPort where rank 0 listens, {@code MASTER_PORT}
 */
public record LaunchContract(
        int rank, int localRank, int worldSize, int localWorldSize, String masterAddress, int masterPort) {

    /** A process that trains alone. */
    public static final LaunchContract ALONE = new LaunchContract(0, 0, 1, 1, "", 0);

    /** The variables that make a training distributed; who sets one must set what is needed with it. */
    private static final List<String> MAKING =
            List.of("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT");

    /** Torchrun's options as variables, as Kubeflow Trainer sets them. */
    private static final List<String> SEVERAL = List.of("PET_NNODES", "PET_NPROC_PER_NODE");

    /**
     * Reads the contract.
     *
     * <p>{@code LOCAL_WORLD_SIZE} is {@code WORLD_SIZE} where it is not set, {@code LOCAL_RANK} is {@code RANK mod
     * LOCAL_WORLD_SIZE}. A single process needs no address.
     *
     * @param environment variables by name; one that is blank counts as not set
     * @return {@link #ALONE} if no variable is set that would make the training distributed
     * @throws ConfigException that names every variable which is missing, no number or contradicts another; or one of torchrun's own,
     *     which are for {@code launch}: each process would train a model for itself
     */
    public static LaunchContract of(Map<String, String> environment) {
        boolean alone = MAKING.stream()
                .allMatch(name -> environment.getOrDefault(name, "").isBlank());
        if (!alone) {
            return new Reading(environment).contract();
        }
        List<ConfigProblem> problems = SEVERAL.stream()
                .filter(name -> environment.getOrDefault(name, "1").strip().matches("\\d{2,}|[2-9]|\\d+:\\d+"))
                .map(name -> new ConfigProblem(
                        "environment",
                        name,
                        environment.getOrDefault(name, ""),
                        "asks for several processes, which `launch -- train ...` starts; a bare `train` is one of them only with"
                                + " RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT",
                        null))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return ALONE;
    }

    /** Whether no other process takes part. */
    public boolean isAlone() {
        return worldSize == 1;
    }

    /**
     * The device of this process: where several train, each that of its local rank, since one process never drives two devices
     * and no two share one.
     *
     * @param name as {@link Devices#parse} takes it
     * @return the same for a process alone
     * @throws UserException if it names one GPU for several processes of a machine
     */
    public String device(String name) {
        if (isAlone() || name.equals("cpu")) {
            return name;
        }
        if (name.contains(":") && localWorldSize > 1) {
            throw new UserException("device " + name + " would be that of all " + localWorldSize
                    + " processes of this machine; use cuda, and each has the GPU of its LOCAL_RANK");
        }
        boolean gpu = name.startsWith("cuda") || Devices.parse(name).is_cuda();
        return gpu && !name.contains(":") ? "cuda:" + localRank : gpu ? name : "cpu";
    }

    /** One reading of the variables, which notes whatever does not fit. */
    private static final class Reading {

        private final Map<String, String> environment;
        private final List<ConfigProblem> problems = new ArrayList<>();

        Reading(Map<String, String> environment) {
            this.environment = environment;
        }

        LaunchContract contract() {
            OptionalInt worldSize = number("WORLD_SIZE", 1, Integer.MAX_VALUE, true);
            OptionalInt rank = number("RANK", 0, Integer.MAX_VALUE, true);
            OptionalInt localWorldSize = number("LOCAL_WORLD_SIZE", 1, Integer.MAX_VALUE, false);
            OptionalInt localRank = number("LOCAL_RANK", 0, Integer.MAX_VALUE, false);
            below("RANK", rank, "WORLD_SIZE", worldSize);
            below("LOCAL_RANK", localRank, "LOCAL_WORLD_SIZE", localWorldSize);
            atMost("LOCAL_RANK", localRank, "RANK", rank);
            atMost("LOCAL_WORLD_SIZE", localWorldSize, "WORLD_SIZE", worldSize);
            boolean several = worldSize.orElse(2) > 1;
            String address = text("MASTER_ADDR", several);
            OptionalInt port = number("MASTER_PORT", 1, 65_535, several);
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            int local = localWorldSize.orElse(worldSize.getAsInt());
            return new LaunchContract(
                    rank.getAsInt(),
                    localRank.orElse(rank.getAsInt() % local),
                    worldSize.getAsInt(),
                    local,
                    address == null ? "" : address,
                    port.orElse(0));
        }

        private OptionalInt number(String name, int least, int most, boolean needed) {
            String text = text(name, needed);
            if (text == null) {
                return OptionalInt.empty();
            }
            try {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return OptionalInt.of(value);
                }
            } catch (NumberFormatException e) {
                // Said below, as for a number out of range.
            }
            String rule = "must be a whole number of at least " + least;
            note(name, text, most == Integer.MAX_VALUE ? rule : rule + " and at most " + most);
            return OptionalInt.empty();
        }

        private @Nullable String text(String name, boolean needed) {
            String text = environment.getOrDefault(name, "").strip();
            if (!text.isEmpty()) {
                return text;
            }
            if (needed) {
                String set = String.join(
                        ", ",
                        MAKING.stream()
                                .filter(other ->
                                        !environment.getOrDefault(other, "").isBlank())
                                .toList());
                note(
                        name,
                        "",
                        "is not set, but " + set + (set.contains(",") ? " are" : " is")
                                + "; set all of RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, or none to train alone");
            }
            return null;
        }

        private void below(String name, OptionalInt value, String limitName, OptionalInt limit) {
            if (value.isPresent() && limit.isPresent() && value.getAsInt() >= limit.getAsInt()) {
                note(name, value.getAsInt(), "must be below " + limitName + ", which is " + limit.getAsInt());
            }
        }

        private void atMost(String name, OptionalInt value, String limitName, OptionalInt limit) {
            if (value.isPresent() && limit.isPresent() && value.getAsInt() > limit.getAsInt()) {
                note(name, value.getAsInt(), "must be at most " + limitName + ", which is " + limit.getAsInt());
            }
        }

        private void note(String name, Object value, String rule) {
            problems.add(new ConfigProblem("environment", name, value.toString(), rule, null));
        }
    }
}
