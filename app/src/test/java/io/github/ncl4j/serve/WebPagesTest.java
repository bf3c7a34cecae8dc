package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two pages, in a real browser where there is one; screenshots stay in {@code target/screenshots}. */
class WebPagesTest {

    private static final int[] WIDTHS = {390, 1280};
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    @TempDir
    private Path folder;

    @Test
    void aPageRunsItsOwnScriptAndAsksNobodyElse() {
        for (String resource : new String[] {"predict.html", "training.html"}) {
            WebPage page = WebPage.load(resource);
            String html = new String(page.html(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(page.policy())
                    .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
                    .containsPattern("script-src 'sha256-[A-Za-z0-9+/]{43}='")
                    .containsPattern("style-src 'sha256-[A-Za-z0-9+/]{43}='")
                    .doesNotContain("unsafe", "*");
            Matcher address = Pattern.compile("https?://[^'\"\\s]*").matcher(html);
            while (address.find()) {
                assertThat(address.group()).as("a namespace").isEqualTo("http://www.w3.org/2000/svg");
            }
            assertThat(html).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
        }
    }

    @Test
    void picturesAreClassifiedAndHostileNamesStayText() throws Exception {
        Path program = browser();
        ColourModel model = new ColourModel(HOSTILE, "a class with a name that is rather long for a phone", "blue");
        try (RunningServer server = RunningServer.start(null, null, model);
                Chromium chromium = Chromium.start(program, folder)) {
            for (int width : WIDTHS) {
                chromium.open(server.uri("/"), width, 900);
                chromium.awaitTrue("document.getElementById('about').textContent.includes('3 classes')");
                choose(chromium, HOSTILE + ".png", RunningServer.png(new Color(255, 60, 20), 64, 48));
                choose(chromium, "blue.png", RunningServer.png(Color.BLUE, 48, 64));
                choose(chromium, "broken.png", new byte[] {1, 2, 3});
                chromium.awaitTrue("document.querySelectorAll('.class').length === 6");
                chromium.awaitTrue("document.querySelectorAll('main .bad').length === 1");

                assertThat(chromium.evaluate("document.querySelector('main .bad').textContent")
                                .asText())
                        .contains("is no JPEG, PNG, BMP or WebP image");
                String names = chromium.evaluate(
                                "[...document.querySelectorAll('.class p span:first-child')].map(n => n.textContent).join('|')")
                        .asText();
                assertThat(names).contains(HOSTILE + " 100 training images", "blue 1 training image|");
                assertThat(chromium.evaluate("[...document.querySelectorAll('h2')].map(n => n.textContent).join('|')")
                                .asText())
                        .contains(HOSTILE + ".png");
                assertInert(chromium, width);
                assertThat(chromium.evaluate("document.images.length").asInt())
                        .as("one picture of each file")
                        .isEqualTo(3);
                chromium.screenshot(SCREENSHOTS.resolve("predict-" + width + ".png"));
            }
            // The browser itself notes the answer 415.
            assertThat(chromium.complaints()).hasSize(WIDTHS.length).allMatch(text -> text.contains("status of 415"));
            assertOwnRequests(chromium, server.uri("/"));
        }
    }

    @Test
    void whereTheExpertsAreNotToldThePageSaysSoAndHasNoBarsForThem() throws Exception {
        Path program = browser();
        try (RunningServer server = RunningServer.start(null, null, ColourModel.withoutExperts());
                Chromium chromium = Chromium.start(program, folder)) {
            chromium.open(server.uri("/"), WIDTHS[0], 900);
            chromium.awaitTrue("document.getElementById('about').textContent.includes('3 classes')");
            choose(chromium, "blue.png", RunningServer.png(Color.BLUE, 48, 64));
            chromium.awaitTrue("document.querySelectorAll('.class').length === 3");

            assertThat(chromium.evaluate("document.getElementById('about').textContent")
                            .asText())
                    .contains("2 experts", "The file tells what the ensemble sees, and not what each expert does.");
            assertThat(chromium.evaluate("document.querySelectorAll('.track').length")
                            .asInt())
                    .as("the ensemble's bars")
                    .isEqualTo(3);
            assertThat(chromium.evaluate("document.getElementById('legend').innerText")
                            .asText()
                            .strip())
                    .isEqualTo("ensemble");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    private static Path browser() {
        Assumptions.assumeTrue(
                Chromium.find().isPresent(), "skipped: no Chromium here (Debian: apt-get install chromium)");
        return Chromium.find().orElseThrow();
    }

    /** As if somebody had chosen a file in the dialogue. */
    private static void choose(Chromium chromium, String name, byte[] content) throws Exception {
        String base64 = Base64.getEncoder().encodeToString(content);
        chromium.evaluate("{ const bytes = Uint8Array.from(atob('" + base64 + "'), c => c.charCodeAt(0));"
                + " const chosen = new DataTransfer(); chosen.items.add(new File([bytes], `" + name + "`));"
                + " const input = document.getElementById('files'); input.files = chosen.files;"
                + " input.dispatchEvent(new Event('change')); }");
    }

    private static void assertInert(Chromium chromium, int width) throws Exception {
        assertThat(chromium.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
        assertThat(chromium.evaluate("document.scripts.length").asInt()).isEqualTo(1);
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
                .as("nothing sticks out")
                .isLessThanOrEqualTo(width);
    }

    private static void assertOwnRequests(Chromium chromium, URI own) {
        assertThat(chromium.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(own.toString())
                        || url.startsWith("blob:" + own)
                        || url.startsWith("data:")
                        || url.equals("about:blank"));
    }

    @Test
    void aTrainingIsShownWhileItGoesOn() throws Exception {
        Path program = browser();
        Path metrics = folder.resolve("metrics.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int epoch = 1; epoch <= 9; epoch++) {
            lines.append(line(epoch));
        }
        Files.writeString(metrics, lines + "{\"epoch\":10,\"lr");
        try (RunningServer server = RunningServer.start(null, folder, ColourModel.create());
                Chromium chromium = Chromium.start(program, folder)) {
            for (int width : WIDTHS) {
                chromium.open(server.uri("/training"), width, 900);
                chromium.awaitTrue("document.querySelectorAll('svg').length === 6");

                assertThat(chromium.evaluate("document.getElementById('state').textContent")
                                .asText())
                        .startsWith("9 epochs, best ensemble 45.00 % in epoch 9");
                // Accuracy 3, shot groups 3 ("few" has no images), loss 3, training accuracy, learning rate, speed 1
                // each.
                assertThat(chromium.evaluate("document.querySelectorAll('polyline').length")
                                .asInt())
                        .isEqualTo(12);
                assertThat(chromium.evaluate("document.querySelector('figcaption').textContent")
                                .asText())
                        .contains("ensemble 0.45");
                assertInert(chromium, width);
                chromium.screenshot(SCREENSHOTS.resolve("training-" + width + ".png"));
            }
            Files.writeString(metrics, lines + line(10));
            chromium.evaluate("look()");

            assertThat(chromium.evaluate("document.getElementById('state').textContent")
                            .asText())
                    .startsWith("10 epochs");
            assertThat(chromium.complaints()).isEmpty();
            assertOwnRequests(chromium, server.uri("/"));
        }
    }

    private static String line(int epoch) {
        return ("{'epoch':%1$d,'lr':0.1,'train_loss':%2$s,'train_loss_parts':{'nil':%2$s,'<img src=x onerror=hacked=1>':1.5},"
                        + "'train_accuracy':%3$s,'ensemble_accuracy':%3$s,'expert_accuracy':[%3$s,0.1],'many':%3$s,'medium':0.2,"
                        + "'few':null,'best_ensemble':{'accuracy':%3$s,'epoch':%1$d},'images_per_second':100,'seconds':1}\n")
                .formatted(epoch, 20.0 / epoch, epoch * .05)
                .replace('\'', '"');
    }
}
