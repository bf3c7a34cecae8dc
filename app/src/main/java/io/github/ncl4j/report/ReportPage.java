package io.github.ncl4j.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.run.RunEvaluation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One self-contained HTML page about one run or several: no script, no request, charts as vector graphics.
 *
 * @param title of the page
 * @param policy what the page allows itself
 * @param style its style element
 * @param sections a run each
 */
public record ReportPage(String title, String policy, String style, List<RunSection> sections) {

    /** The name of the page in a run directory. */
    public static final String FILE = "report.html";

    /** Copies the list. */
    public ReportPage {
        sections = List.copyOf(sections);
    }

    /** The page about some runs. */
    public static ReportPage of(List<RunFiles> runs) {
        List<RunSection> sections = runs.stream().map(RunSection::of).toList();
        String title = runs.size() == 1 ? sections.get(0).name() : runs.size() + " runs";
        return new ReportPage(title, StyleSheet.policy(), StyleSheet.element(), sections);
    }

    /** As HTML. */
    public String html() {
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(ContentType.Html).render("report.jte", this, html);
        return html.toString();
    }

    /** Writes the page; a reader sees the old one or the whole new one. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the charts of a run as PNG files into a folder, which is made.
     *
     * @return the files
     */
    public static List<Path> writePictures(RunFiles run, Path folder) throws IOException {
        List<Drawing> drawings = new ArrayList<>(Curves.of(run.epochs()));
        RunEvaluation evaluation = run.evaluation();
        if (evaluation != null) {
            ClassCharts charts = new ClassCharts(
                    evaluation.decisions(),
                    RunFiles.groups(evaluation, run.config()),
                    evaluation.classNames(),
                    evaluation.classCounts());
            drawings.addAll(List.of(
                    charts.accuracyByFrequency(),
                    charts.accuracyByGroup(),
                    charts.distribution(),
                    charts.reliability(),
                    charts.confusionMap()));
        }
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (Drawing drawing : drawings) {
            Path file = folder.resolve(drawing.name() + ".png");
            PngRenderer.write(drawing, file);
            files.add(file);
        }
        return files;
    }
}
