package io.github.ncl4j.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts Java programs as the ranks of one world, on this machine, each with one engine thread. */
public final class RankProcesses {

    private RankProcesses() {}

    /** One process and what it prints, both streams in one file. */
    public record Rank(Process process, Path log) {

        /** What the process left when it has ended. */
        public Ended await() throws IOException, InterruptedException {
            int exitCode = process.waitFor();
            return new Ended(exitCode, Files.readString(log));
        }
    }

    /** The end of a process. */
    public record Ended(int exitCode, String log) {}

    /** The variables of one rank of several on this machine. */
    public static Map<String, String> contract(int rank, int worldSize, int port) {
        return Map.of(
                "RANK", Integer.toString(rank),
                "WORLD_SIZE", Integer.toString(worldSize),
                "MASTER_ADDR", "127.0.0.1",
                "MASTER_PORT", Integer.toString(port));
    }

    /** Starts one process. */
    public static Rank start(Map<String, String> environment, Class<?> program, Path folder, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // So short a life does not pay for the second compiler.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "rank", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Rank(builder.start(), log);
    }

    /** Starts all ranks of a world. */
    public static List<Rank> start(int worldSize, Class<?> program, Path folder, String... arguments)
            throws IOException {
        int port = freePort();
        List<Rank> ranks = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            ranks.add(start(contract(rank, worldSize, port), program, folder, arguments));
        }
        return ranks;
    }

    /** A port that nobody listens at. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
