package io.github.ncl4j.app;

import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
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
final class LaunchCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchCommand.class);
    private static final int DEFAULT_PORT = 29500;

    @Option(names = "--nproc-per-node", required = true, paramLabel = "N", description = "processes on this machine")
    private int processes;

    @Option(names = "--nnodes", paramLabel = "M", defaultValue = "1", description = "machines, each with N processes")
    private int nodes;

    @Option(
            names = "--node-rank",
            paramLabel = "R",
            defaultValue = "0",
            description = "number of this machine, from 0 to M - 1")
    private int nodeRank;

    @Option(
            names = "--master-addr",
            paramLabel = "A",
            description = "address of machine 0 (default: 127.0.0.1 where there is one machine)")
    private @Nullable String address;

    @Option(
            names = "--master-port",
            paramLabel = "P",
            description =
                    "a free port of machine 0 (default: one that is free, or 29500 where there are several machines)")
    private @Nullable Integer port;

    @Option(
            names = "--max-restarts",
            paramLabel = "K",
            defaultValue = "0",
            description = "start all anew with --resume auto when one has failed, at most so many times")
    private int restarts;

    @Parameters(arity = "1..*", paramLabel = "-- train ...", description = "the command that each process runs")
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        LaunchedTraining training = training();
        // Unpacks the engine's libraries, so that the processes do not do it all at once.
        Engine.start();
        int exitCode = run(training == null ? command : training.first());
        for (int restart = 1; mayRestart(training) && restart <= restarts && exitCode == ExitCode.SOFTWARE; restart++) {
            LOG.warn("restart {} of at most {}, from the last checkpoint in {}", restart, restarts, training.output());
            exitCode = run(training.again());
        }
        return exitCode;
    }

    private static boolean mayRestart(@Nullable LaunchedTraining training) {
        return training != null && training.mayRestart();
    }

    /**
     * Reads the command as the processes will, so that what is wrong with it is said once, and decides the run directory for all of
     * them; null if the command only asks for help.
     */
    private @Nullable LaunchedTraining training() {
        CommandLine train = spec.parent().commandLine().getSubcommands().get("train");
        train.parseArgs(command.subList(1, command.size()).toArray(String[]::new));
        if (train.isUsageHelpRequested() || train.isVersionHelpRequested()) {
            return null;
        }
        TrainCommand parsed = train.getCommand();
        return LaunchedTraining.of(command, parsed.runDirectory(), parsed.resume());
    }

    private int run(List<String> arguments) throws IOException, InterruptedException {
        RankGroup.Place place = new RankGroup.Place(
                processes,
                nodes,
                nodeRank,
                address == null ? "127.0.0.1" : address,
                port != null ? port : nodes > 1 ? DEFAULT_PORT : freePort());
        try (RankGroup group = RankGroup.start(place, arguments, spec.commandLine())) {
            return group.await();
        }
    }

    private void check() {
        requireRange("--nproc-per-node", processes, 1, 1024);
        requireRange("--nnodes", nodes, 1, 65_536);
        requireRange("--node-rank", nodeRank, 0, nodes - 1);
        requireRange("--max-restarts", restarts, 0, Integer.MAX_VALUE);
        if (port != null) {
            requireRange("--master-port", port, 1, 65_535);
        }
        if (nodes > 1 && address == null) {
            throw wrong("--nnodes " + nodes + " needs --master-addr, where the processes of all machines meet");
        }
        if (!command.get(0).equals("train")) {
            throw wrong("after -- comes train and what it takes, not '" + command.get(0) + "'");
        }
    }

    private void requireRange(String option, int value, int least, int most) {
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
