package io.github.ncl4j.app.train;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the processes of this machine that train together. */
@Command(
        name = "launch",
        description = {
            "Trains with several processes: starts those of this machine, marks their output with their rank, passes signals"
                    + " on, and ends all when one fails. On a CPU they share its cores, on GPUs each has one.",
            "On several machines, run it on each with --nnodes, its own --node-rank, and the address of the first."
        })
public final class LaunchCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchCommand.class);
    private static final int DEFAULT_PORT = 29500;

    @Option(
            names = "--nproc-per-node",
            paramLabel = "N",
            description = "processes on this machine (default: PET_NPROC_PER_NODE of the environment)")
    private @Nullable Integer processes;

    @Option(
            names = "--nnodes",
            paramLabel = "M",
            description = "machines, each with N processes (default: PET_NNODES, or 1)")
    private @Nullable Integer nodes;

    @Option(
            names = "--node-rank",
            paramLabel = "R",
            description = "number of this machine, from 0 to M - 1 (default: PET_NODE_RANK, or 0)")
    private @Nullable Integer nodeRank;

    @Option(
            names = "--master-addr",
            paramLabel = "A",
            description =
                    "address of machine 0 (default: PET_MASTER_ADDR or that of PET_RDZV_ENDPOINT, or 127.0.0.1 where"
                            + " there is one machine)")
    private @Nullable String address;

    @Option(
            names = "--master-port",
            paramLabel = "P",
            description =
                    "a free port of machine 0 (default: PET_MASTER_PORT or that of PET_RDZV_ENDPOINT, or one that is"
                            + " free, or 29500 where there are several machines)")
    private @Nullable Integer port;

    @Option(
            names = "--max-restarts",
            paramLabel = "K",
            description = "start all anew with --resume auto when one has failed, at most so many times (default:"
                    + " PET_MAX_RESTARTS, or 0)")
    private @Nullable Integer restarts;

    @Parameters(arity = "1..*", paramLabel = "-- train ...", description = "the command that each process runs")
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        TorchrunVariables variables = TorchrunVariables.ofThisProcess();
        RankGroup.Place place;
        int allowed;
        try {
            place = place(variables);
            allowed = restarts != null ? restarts : or(variables.restarts(), 0);
        } catch (UserException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        requireWithin("--max-restarts", allowed, 0, Integer.MAX_VALUE);
        LaunchedTraining training = training();
        // Unpacks the engine's libraries, so that the processes do not do it all at once.
        Engine.start();
        if (training == null) {
            return run(place, command);
        }
        int exitCode = run(place, training.first());
        int most = training.mayRestart() ? allowed : 0;
        for (int restart = 1; restart <= most && exitCode == ExitCode.SOFTWARE; restart++) {
            LOG.warn("restart {} of at most {}, from the last checkpoint in {}", restart, most, training.output());
            exitCode = run(place, training.again());
        }
        return exitCode;
    }

    /**
     * Reads the command as the processes will, so that what is wrong with it is said once, and decides the run directory for all of
     * them; null if the command only asks for help.
     */
    private @Nullable LaunchedTraining training() {
        CommandLine train = Objects.requireNonNull(
                spec.parent().commandLine().getSubcommands().get("train"));
        train.parseArgs(command.subList(1, command.size()).toArray(String[]::new));
        if (train.isUsageHelpRequested() || train.isVersionHelpRequested()) {
            return null;
        }
        TrainCommand parsed = train.getCommand();
        return LaunchedTraining.of(command, parsed.runDirectory(), parsed.resume());
    }

    private int run(RankGroup.Place place, List<String> arguments) throws IOException, InterruptedException {
        // A free port anew each time: the last one may not be free yet.
        RankGroup.Place here = place.port() != 0 ? place : place.withPort(freePort());
        try (RankGroup group = RankGroup.start(here, arguments, spec.commandLine())) {
            return group.await();
        }
    }

    /** Takes each value from its option, or else from its variable. Port 0 stands for any free port. */
    private RankGroup.Place place(TorchrunVariables variables) {
        Integer processesHere = processes != null ? processes : variables.processes();
        if (processesHere == null) {
            throw wrong("--nproc-per-node is missing: how many processes to start on this machine");
        }
        int machines = nodes != null ? nodes : or(variables.nodes(), 1);
        int machine = nodeRank != null ? nodeRank : nodes != null ? 0 : or(variables.nodeRank(), 0);
        String master = address != null ? address : variables.address();
        Integer masterPort = port != null ? port : variables.port();
        requireWithin("--nproc-per-node", processesHere, 1, 1024);
        requireWithin("--nnodes", machines, 1, 65_536);
        requireWithin("--node-rank", machine, 0, machines - 1);
        if (masterPort != null) {
            requireWithin("--master-port", masterPort, 1, 65_535);
        }
        if (machines > 1 && master == null) {
            throw wrong("--nnodes " + machines + " needs --master-addr, where the processes of all machines meet");
        }
        if (!command.get(0).equals("train")) {
            throw wrong("after -- comes train and what it takes, not '" + command.get(0) + "'");
        }
        if (!variables.given().isEmpty()) {
            LOG.info("where no option decides, the environment does: {}", String.join(", ", variables.given()));
        }
        return new RankGroup.Place(
                processesHere,
                machines,
                machine,
                master == null ? "127.0.0.1" : master,
                or(masterPort, machines > 1 ? DEFAULT_PORT : 0));
    }

    private static int or(@Nullable Integer value, int other) {
        return value == null ? other : value;
    }

    /** Says the value first: where no option has it, a variable of the environment does. */
    private void requireWithin(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " is " + value + "; it must be at least " + least
                    + (most == Integer.MAX_VALUE ? "" : " and at most " + most));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free on this machine", e);
        }
    }
}
