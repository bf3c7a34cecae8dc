package io.github.ncl4j.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.ncl4j.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A comparison as one self-contained HTML page.
 *
 * @param policy what the page allows itself
 * @param style its style element
 * @param table a row for each method
 * @param chart of the same
 * @param differences a sentence each, and one for each note
 */
public record ComparisonPage(
        String policy, String style, RunSection.Table table, RunSection.Chart chart, List<String> differences) {

    /** The page of a comparison. */
    public static ComparisonPage of(Comparison comparison) {
        Drawing drawing = comparison.drawing();
        return new ComparisonPage(
                StyleSheet.policy(),
                StyleSheet.element(),
                new RunSection.Table(
                        ComparedMethod.HEADS,
                        comparison.methods().stream()
                                .map(method -> method.cells().stream()
                                        .map(VisibleText::of)
                                        .toList())
                                .toList()),
                new RunSection.Chart(drawing.title(), drawing.svg()),
                Stream.concat(
                                comparison.differences().stream().map(Comparison.Difference::text),
                                comparison.notes().stream())
                        .map(VisibleText::of)
                        .toList());
    }

    /** As HTML. */
    public String html() {
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(ContentType.Html).render("compare.jte", this, html);
        return html.toString();
    }

    /** Writes the page; a reader sees the old one or the whole new one. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, html().getBytes(StandardCharsets.UTF_8));
    }
}
