package io.github.ncl4j.app.train;

import io.github.ncl4j.report.ReportPage;
import io.github.ncl4j.report.RunFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a page about runs. */
@Command(
        name = "report",
        description =
                "Writes one self-contained HTML page about a run, or about several: from what is in the run directories, without"
                        + " the data and without the engine. A training writes that of its own run when it ends.")
public final class ReportCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories")
    private List<Path> folders;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "the page (default: report.html in the run directory; of several runs, here)")
    private @Nullable Path output;

    @Option(
            names = "--png",
            paramLabel = "DIR",
            description =
                    "also write the charts as PNG files into this folder; of several runs, into a folder in it for each")
    private @Nullable Path pictures;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<RunFiles> runs = folders.stream().map(RunFiles::read).toList();
        Path page = output != null
                ? output
                : runs.size() == 1 ? folders.get(0).resolve(ReportPage.FILE) : Path.of(ReportPage.FILE);
        ReportPage.of(runs).write(page);
        PrintWriter out = spec.commandLine().getOut();
        out.println(page);
        if (pictures != null) {
            for (int i = 0; i < runs.size(); i++) {
                Path folder = runs.size() == 1 ? pictures : pictures.resolve("run-" + (i + 1));
                ReportPage.writePictures(runs.get(i), folder).forEach(out::println);
            }
        }
        out.flush();
        return ExitCode.OK;
    }
}
