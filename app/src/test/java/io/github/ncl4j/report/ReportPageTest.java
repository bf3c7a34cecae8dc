package io.github.ncl4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {

    private static final int LIMIT = 3_000_000;

    /** Every element that the templates and charts use, and none that loads or runs anything. */
    private static final Set<String> ELEMENTS = Set.of(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "main",
            "footer",
            "section",
            "h1",
            "h2",
            "h3",
            "p",
            "bdi",
            "dl",
            "div",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "svg",
            "polyline",
            "rect",
            "circle",
            "text",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "article",
            "img",
            "pre",
            "details",
            "summary");

    @TempDir
    private Path folder;

    private static String hostile() {
        return ReportPage.of(List.of(HostileRun.of(12, 240))).html();
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesFromOutsideStayText() {
        String html = hostile();

        assertThat(matches("<([a-zA-Z][\\w-]*)", html)).isSubsetOf(ELEMENTS).contains("svg", "img");
        assertThat(html)
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "\uFFFDgnp.exe\uFFFD",
                        "a\uFFFDb\uFFFDc",
                        "half \uFFFD pair")
                .contains("${page} @if(true) $unsafe{1}")
                .doesNotContain("<!--")
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\u202a-\\u202e\\u2066-\\u2069]");
    }

    @Test
    void noAttributeIsOpenedOrAddedByAName() {
        Set<String> attributes = Pattern.compile("<[a-z][^>]*>")
                .matcher(hostile())
                .results()
                .map(MatchResult::group)
                .flatMap(tag -> matches("\\s([a-zA-Z-]+)=\"[^\"]*\"", tag).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(attributes)
                .isSubsetOf(
                        "lang",
                        "charset",
                        "http-equiv",
                        "content",
                        "name",
                        "class",
                        "viewBox",
                        "role",
                        "points",
                        "x",
                        "y",
                        "width",
                        "height",
                        "fill-opacity",
                        "cx",
                        "cy",
                        "r",
                        "text-anchor",
                        "src",
                        "alt",
                        "title",
                        "scope");
    }

    @Test
    void thePageAllowsItselfItsStyleAndPicturesAndAsksForNothing() {
        String html = hostile();

        assertThat(matches("Content-Security-Policy\" content=\"([^\"]*)\"", html))
                .singleElement()
                .asString()
                .contains("default-src &#39;none&#39;", "img-src data:")
                .doesNotContain("unsafe-inline", "http", "*");
        assertThat(matches("src=\"([^\"]{0,30})", html))
                .allSatisfy(src -> assertThat(src).startsWith("data:image/png;base64,"));
        assertThat(html).doesNotContain("href=", "url(", "@import", "style=\"");
    }

    @Test
    void chartsAreWellFormed() throws Exception {
        for (RunSection.Chart chart :
                RunSection.of(HostileRun.of(12, 240)).evaluation().classes()) {
            Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(chart.svg())));
            NodeList tips = svg.getElementsByTagName("title");
            assertThat(tips.getLength()).isPositive();
        }
        String bars = RunSection.of(HostileRun.of(12, 240))
                .evaluation()
                .classes()
                .get(0)
                .svg();
        assertThat(bars).contains("&lt;script&gt;alert(1)&lt;/script&gt;: 500 training images");
    }

    @Test
    void aThousandClassesStaySmall() {
        String html = ReportPage.of(List.of(HostileRun.of(1000, 20_000))).html();

        assertThat(html.length()).isLessThan(LIMIT);
    }

    @Test
    void aRunThatHasNotEndedHasItsCurvesAndSaysWhatIsMissing() {
        RunFiles whole = HostileRun.of(12, 240);
        RunFiles half = new RunFiles(
                whole.folder(),
                whole.configText(),
                whole.config(),
                whole.epochs().subList(0, 1),
                null,
                whole.hardCategories(),
                whole.environment());

        String html = ReportPage.of(List.of(half)).html();

        assertThat(html)
                .contains("after epoch 1 of 2", "Accuracy by epoch", "There is no evaluation.json")
                .contains("./ncl4j train '/runs/it'\\''s &lt;b&gt;here&lt;/b&gt;/config.yaml'"
                        + " --output '/runs/it'\\''s &lt;b&gt;here&lt;/b&gt;' --resume auto")
                .contains("The hard categories that were mined most", "chose hard categories 1,000 times")
                .doesNotContain("Reliability");
    }

    @Test
    void aFinishedRunWithoutEvaluationSaysHowItIsMeasured() {
        RunFiles whole = HostileRun.of(12, 240);
        RunFiles old = new RunFiles(
                whole.folder(), whole.configText(), whole.config(), whole.epochs(), null, null, whole.environment());

        String html = ReportPage.of(List.of(old)).html();

        assertThat(html)
                .contains("finished after 2 epochs", "There is no evaluation.json", "./ncl4j evaluate '/runs/it")
                .contains("There is no hard-categories.json", "loss.hcm_n")
                .doesNotContain("--resume auto");
    }

    /** Of 1,000 times class c was chosen 1000 - c times. */
    @Test
    void theClassesThatWereMinedMostComeFirst() {
        MinedCategories mined = RunSection.of(HostileRun.of(200, 400)).mined();

        assertThat(mined.most().rows()).hasSize(15);
        assertThat(mined.most().rows().get(0)).containsExactly("<script>alert(1)</script>", "many", "500", "100.0 %");
        assertThat(mined.most().rows().get(14)).containsExactly("class 4", "many", "362", "98.6 %");
        assertThat(mined.groups().rows()).extracting(row -> row.get(0)).containsExactly("many", "medium", "few");
        // Classes 0 to 69 have 100 images and more: 1 - 34.5 / 1000 on average.
        assertThat(mined.groups().rows().get(0)).containsExactly("many", "70", "96.6 %");
    }

    @Test
    void theCommandThatRepeatsARunIsQuoted() {
        assertThat(RunSection.of(HostileRun.of(12, 240)).repeat())
                .isEqualTo("./ncl4j train '/runs/it'\\''s <b>here</b>/config.yaml' --output NEW_FOLDER");
    }

    @Test
    void thePicturesOfThePageAreFilesToo() throws IOException {
        List<Path> files = ReportPage.writePictures(HostileRun.of(12, 240), folder.resolve("png"));

        assertThat(files).hasSize(8).allSatisfy(file -> {
            assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(700);
            assertThat(Files.size(file)).isGreaterThan(2000);
        });
    }

    @Test
    void severalRunsShareAPage() {
        String html = ReportPage.of(List.of(HostileRun.of(12, 240), HostileRun.of(10, 40)))
                .html();

        assertThat(html).contains("<title>ncl4j: 2 runs</title>");
        assertThat(html.split("How to repeat the run")).hasSize(3);
    }
}
