package io.github.ncl4j.benchmarks.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.ThreadMXBean;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The campaign gives each reader a number of broken files, one after the other in one thread. Each must be read or end in the reader's
 * own exception, within ten seconds and a small heap. Inputs that do not are kept.
 */
public final class Fuzz {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final int SHOWN = 5;

    private final Path kept;
    private final Path input;
    private final PrintStream out;
    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    /** The target that reads an input now, and since when. */
    private record Running(String target, long since) {}

    private Fuzz(Path kept, PrintStream out) throws IOException {
        this.kept = Files.createDirectories(kept);
        input = kept.resolve("input");
        this.out = out;
    }

    /**
     * Runs it, and prints a line for each reader.
     *
     * @param arguments the repository, the inputs for each reader, the seed, and the beginning of the names of the readers; all
     *     readers without one
     */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int inputs = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        String chosen = arguments.length > 3 ? arguments[3] : "";
        // Readers say what they ignore; of broken files that is much, and no result.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        Engine.start();
        Engine.setThreads(1);
        Fuzz fuzz = new Fuzz(root.resolve("benchmarks/target/fuzz"), System.out);
        fuzz.watch();
        fuzz.out.printf(
                Locale.ROOT,
                "%-34s %8s %9s %8s %8s %11s %13s%n",
                "reader",
                "inputs",
                "accepted",
                "refused",
                "failed",
                "longest ms",
                "most MB");
        int failed = 0;
        for (FuzzTarget target : new Targets(root).all()) {
            if (target.name().startsWith(chosen)) {
                failed += fuzz.run(target, inputs, seed);
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    /** Ends the process when an input takes too long: a thread that hangs cannot be stopped. */
    private void watch() {
        Thread watch = new Thread(
                () -> {
                    while (true) {
                        Running now = running.get();
                        if (now != null && System.nanoTime() - now.since > PATIENCE) {
                            out.println(now.target + ": HANGS on " + input);
                            Runtime.getRuntime().halt(1);
                        }
                        try {
                            Thread.sleep(200);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                "watchdog");
        watch.setDaemon(true);
        watch.start();
    }

    private int run(FuzzTarget target, int inputs, long seed) throws IOException {
        Mutation mutation = new Mutation(target.seeds(), new Random(seed));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int accepted = 0;
        int failed = 0;
        long longest = 0;
        long most = 0;
        for (int i = 0; i < inputs; i++) {
            byte[] content = file(target, mutation.next());
            Files.write(input, content);
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            running.set(new Running(target.name(), start));
            Throwable fault = read(target, content);
            running.set(null);
            longest = Math.max(longest, System.nanoTime() - start);
            most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - allocated);
            accepted += fault == null ? 1 : 0;
            if (fault != null && !target.refusal().isInstance(fault)) {
                failed++;
                report(target, i, fault, failed);
            }
        }
        out.printf(
                Locale.ROOT,
                "%-34s %8d %9d %8d %8d %11.0f %13.1f%n",
                target.name(),
                inputs,
                accepted,
                inputs - accepted - failed,
                failed,
                longest / 1e6,
                most / 1e6);
        return failed;
    }

    private static byte[] file(FuzzTarget target, byte[] mutated) throws IOException {
        try {
            return target.wrapping().file(mutated);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the campaign cannot wrap an input", e);
        }
    }

    /** Every kind of end is a result here, so that none may stop the campaign. */
    @SuppressWarnings("CatchingUnchecked")
    private @Nullable Throwable read(FuzzTarget target, byte[] content) {
        try {
            target.reader().read(input, content);
            return null;
        } catch (Exception | Error e) {
            return e;
        }
    }

    private void report(FuzzTarget target, int number, Throwable fault, int failed) throws IOException {
        if (failed > SHOWN) {
            return;
        }
        Path copy = kept.resolve(target.name().replaceAll("[^a-z]+", "-") + "-" + number + ".bin");
        Files.copy(input, copy, StandardCopyOption.REPLACE_EXISTING);
        String place = Arrays.stream(fault.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.github.ncl4j"))
                .findFirst()
                .map(Objects::toString)
                .orElse("");
        out.println(target.name() + ": " + fault + " at " + place + ": " + copy);
    }
}
