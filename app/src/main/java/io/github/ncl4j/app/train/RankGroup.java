package io.github.ncl4j.app.train;

import io.github.ncl4j.app.output.StandardOutputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * The processes of this machine that train together: copies of this program, started as it was. A signal to this process goes on
 * to them, and they may save their state before they end. So they do if this process is gone without a signal: the pipe that
 * each has as its standard input then ends ({@link LaunchPipe}).
 */
final class RankGroup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RankGroup.class);

    /** How long the others may take to notice a failure, say what they know of it and end, before they are made to. */
    private static final long FAILURE_SECONDS = 10;

    /** How long it may take after a signal, with state to save; who has less patience kills this process. */
    private static final long SIGNAL_SECONDS = 600;

    private static final int SIGNAL_BASE = 128;
    private static final Map<Integer, String> SIGNALS =
            Map.of(2, "SIGINT", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    /**
     * Which processes to start.
     *
     * @param processes on each machine
     * @param nodes machines
     * @param nodeRank of this machine
     * @param address of rank 0
     * @param port of rank 0; 0 before one was chosen
     */
    record Place(int processes, int nodes, int nodeRank, String address, int port) {

        Place withPort(int other) {
            return new Place(processes, nodes, nodeRank, address, other);
        }

        Map<String, String> contract(int localRank) {
            return Map.of(
                    "RANK", Integer.toString(nodeRank * processes + localRank),
                    "LOCAL_RANK", Integer.toString(localRank),
                    "WORLD_SIZE", Integer.toString(nodes * processes),
                    "LOCAL_WORLD_SIZE", Integer.toString(processes),
                    "MASTER_ADDR", address,
                    "MASTER_PORT", Integer.toString(port));
        }
    }

    private record Rank(int number, Process process, List<Thread> readers) {}

    private final List<Rank> ranks = new ArrayList<>();
    private final BlockingQueue<Rank> ended = new LinkedBlockingQueue<>();
    private final Thread onSignal = new Thread(this::passSignalOn, "end-ranks");
    private volatile boolean signalled;

    private RankGroup() {}

    /**
     * Starts all processes.
     *
     * @param arguments of this program
     * @param output where their lines go, marked with their ranks
     */
    static RankGroup start(Place place, List<String> arguments, CommandLine output) throws IOException {
        RankGroup group = new RankGroup();
        Runtime.getRuntime().addShutdownHook(group.onSignal);
        try {
            for (int localRank = 0; localRank < place.processes(); localRank++) {
                group.start(place, localRank, arguments, output);
            }
            return group;
        } catch (IOException e) {
            group.close();
            throw e;
        }
    }

    private void start(Place place, int localRank, List<String> arguments, CommandLine output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(output, place.processes(), arguments));
        builder.environment().putAll(place.contract(localRank));
        Process process = builder.start();
        int number = place.nodeRank() * place.processes() + localRank;
        Rank rank = new Rank(
                number,
                process,
                List.of(
                        copy(number, process.getInputStream(), output.getOut()),
                        copy(number, process.getErrorStream(), output.getErr())));
        ranks.add(rank);
        CompletableFuture<Void> unused = process.onExit().thenRun(() -> ended.add(rank));
    }

    /** This program as it was started, on its share of the machine's cores. */
    private static List<String> command(CommandLine started, int processes, List<String> arguments) {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        if (options.stream().noneMatch(option -> option.startsWith("-XX:ActiveProcessorCount="))) {
            int cores = Runtime.getRuntime().availableProcessors();
            command.add("-XX:ActiveProcessorCount=" + Math.max(1, cores / processes));
        }
        command.addAll(List.of("-Dncl4j.terminal=false", "-D" + LaunchPipe.PROPERTY + "=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(started.getCommandSpec().root().userObject().getClass().getName());
        command.addAll(arguments);
        return command;
    }

    private static Thread copy(int number, InputStream from, PrintWriter to) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            print(to, "[rank " + number + "] " + line);
                        }
                    } catch (IOException e) {
                        LOG.debug("the output of rank {} broke off", number, e);
                    }
                },
                "output-of-rank-" + number);
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    /** A rank does not end because nobody reads its lines; this process fails at its own end. */
    private static void print(PrintWriter to, String line) {
        try {
            to.println(line);
        } catch (StandardOutputException e) {
            LOG.debug("not printed: {}", line, e);
        }
    }

    /**
     * Waits until all have ended well, or one has not; then ends the others.
     *
     * @return the exit code for this process, which after a signal is not used
     */
    int await() throws InterruptedException {
        for (int count = 0; count < ranks.size(); count++) {
            Rank rank = ended.take();
            int exitCode = rank.process().exitValue();
            if (signalled) {
                return SIGNAL_BASE;
            }
            if (exitCode != 0) {
                for (Thread reader : rank.readers()) {
                    reader.join(TimeUnit.SECONDS.toMillis(1));
                }
                LOG.error("rank {} {}; ending all", rank.number(), how(exitCode));
                return exitCode == ExitCode.USAGE ? ExitCode.USAGE : ExitCode.SOFTWARE;
            }
        }
        return ExitCode.OK;
    }

    private static String how(int exitCode) {
        int signal = exitCode - SIGNAL_BASE;
        return signal > 0
                ? "was ended by " + SIGNALS.getOrDefault(signal, "signal " + signal)
                : "failed with exit code " + exitCode + ", for the reason above";
    }

    private void passSignalOn() {
        signalled = true;
        // Process.destroy would also close the pipes, and with them the way for what the ranks have yet to say.
        ranks.forEach(rank -> rank.process().toHandle().destroy());
        end(SIGNAL_SECONDS);
    }

    /** Waits for all processes to end, and in the end makes them. */
    private void end(long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try {
            for (Rank rank : ranks) {
                long left = Math.max(0, deadline - System.nanoTime());
                if (!rank.process().waitFor(left, TimeUnit.NANOSECONDS)) {
                    rank.process().destroyForcibly().waitFor();
                }
                for (Thread reader : rank.readers()) {
                    reader.join(TimeUnit.SECONDS.toMillis(1));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ranks.forEach(rank -> rank.process().destroyForcibly());
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            LOG.debug("this process is ending; its hook ends the ranks");
            return;
        }
        end(FAILURE_SECONDS);
    }
}
