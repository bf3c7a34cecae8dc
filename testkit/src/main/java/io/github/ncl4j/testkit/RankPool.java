package io.github.ncl4j.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Processes of a test class that run one program after another, as ranks of worlds of different sizes: to start a process takes
 * longer than most programs run. A program is a class with a {@code main}; it finds its rank in {@link PooledRank#environment}.
 */
public final class RankPool implements AfterAllCallback {

    /** For a machine that is busy with other things. */
    private static final int START_MILLIS = 300_000;

    private final List<Member> members = new ArrayList<>();

    /** Runs a program in all ranks of a world to its end; all must end well. */
    public void run(int worldSize, Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<RankProcesses.Ended> ends = ends(worldSize, program, arguments);
        if (ends.stream().anyMatch(end -> end.exitCode() != 0)) {
            throw new AssertionError(ends);
        }
    }

    /** Runs a program in all ranks of a world to its end: exit codes, and what was printed since its start, by rank. */
    public List<RankProcesses.Ended> ends(int worldSize, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        start(worldSize);
        int port = RankProcesses.freePort();
        List<Member> ranks = List.copyOf(members.subList(0, worldSize));
        for (Member rank : ranks) {
            rank.begin(RankProcesses.contract(ranks.indexOf(rank), worldSize, port), program, arguments);
        }
        List<RankProcesses.Ended> ends = new ArrayList<>();
        for (Member rank : ranks) {
            RankProcesses.Ended end = rank.end();
            ends.add(end);
            if (end.exitCode() != 0) {
                members.remove(rank);
                rank.close();
            }
        }
        return ends;
    }

    private void start(int size) throws IOException {
        try (ServerSocket server = new ServerSocket(0, size, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(START_MILLIS);
            List<RankProcesses.Rank> started = new ArrayList<>();
            for (int i = members.size(); i < size; i++) {
                Path folder = Files.createTempDirectory("rank");
                started.add(RankProcesses.start(
                        Map.of(),
                        PooledRank.class,
                        folder,
                        Integer.toString(started.size()),
                        Integer.toString(server.getLocalPort())));
            }
            for (int i = 0; i < started.size(); i++) {
                Socket socket = server.accept();
                members.add(new Member(started.get(new DataInputStream(socket.getInputStream()).readInt()), socket));
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        for (Member member : members) {
            int exitCode = member.close();
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + " after the last program");
            }
        }
    }

    /** A process, as the tests see it. */
    private static final class Member {

        private final RankProcesses.Rank rank;
        private final Socket socket;
        private long printed;

        Member(RankProcesses.Rank rank, Socket socket) {
            this.rank = rank;
            this.socket = socket;
        }

        void begin(Map<String, String> environment, Class<?> program, String... arguments) throws IOException {
            printed = Files.size(rank.log());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(environment.size());
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                out.writeUTF(variable.getKey());
                out.writeUTF(variable.getValue());
            }
            out.writeUTF(program.getName());
            out.writeInt(arguments.length);
            for (String argument : arguments) {
                out.writeUTF(argument);
            }
            out.flush();
        }

        RankProcesses.Ended end() throws IOException, InterruptedException {
            // Nothing to read: the process has ended, in the program or behind it.
            int exitCode = socket.getInputStream().read() < 0 ? rank.process().waitFor() : 0;
            byte[] log = Files.readAllBytes(rank.log());
            return new RankProcesses.Ended(
                    exitCode, new String(Arrays.copyOfRange(log, (int) printed, log.length), StandardCharsets.UTF_8));
        }

        int close() throws IOException, InterruptedException {
            socket.close();
            int exitCode = rank.process().waitFor();
            Files.delete(rank.log());
            Files.delete(rank.log().getParent());
            return exitCode;
        }
    }
}
