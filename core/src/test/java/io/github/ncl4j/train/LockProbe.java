package io.github.ncl4j.train;

import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.TrainingException;
import java.io.IOException;
import java.nio.file.Path;

/** Another process that wants a run directory: says whether it got it, and then holds it until its input ends. */
public final class LockProbe {

    private LockProbe() {}

    public static void main(String[] arguments) throws IOException {
        try (RunDirectory directory = RunDirectory.open(Path.of(arguments[0]))) {
            System.out.println("got " + directory.folder());
            System.in.read();
        } catch (TrainingException e) {
            System.out.println(e.getMessage());
        }
    }

    /** Starts one. */
    public static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What it says. */
    public static String answer(Process probe) throws IOException {
        return String.valueOf(probe.inputReader().readLine());
    }
}
