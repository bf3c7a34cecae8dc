package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

    @TempDir
    Path folder;

    /** Every command that does something, as it is typed. */
    static Stream<String> commands() {
        return leaves("", new CommandLine(new Main()));
    }

    private static Stream<String> leaves(String name, CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? Stream.of(name)
                : command.getSubcommands().entrySet().stream()
                        .flatMap(part -> leaves((name + " " + part.getKey()).strip(), part.getValue()));
    }

    @Test
    void saysWhatItIs() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("ncl4j \\d+\\.\\d+\\.\\d+\\S* \\(commit [\\w.-]+\\)\\RJava .*\\R");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        CommandRun run = CommandRun.of((command + " --help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Usage: ncl4j")
                .contains("--debug", "--version", "wrong usage or configuration");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpShowsDefaults() {
        assertThat(CommandRun.of("dataset", "make-longtail", "--help").out())
                .containsSubsequence("--imbalance-factor", "Default: 100")
                .containsSubsequence("--profile", "Default: exponential")
                .containsSubsequence("--selection", "Default: first");
    }

    @Test
    void theReadmeNamesTheCommandsThatThereAre() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("ncl4j.root"), "README.md"));
        List<String> named = readme.lines()
                .filter(line -> line.startsWith("| commands |"))
                .flatMap(line -> Pattern.compile("`([^`]+)`").matcher(line).results())
                .map(match -> match.group(1))
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(commands().toList());
    }

    @Test
    void withoutACommandItListsThem() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: ncl4j", "dataset").endsWith("ncl4j: Missing required subcommand\n");
    }

    @Test
    void aMisspelledCommandIsNamedAndTheNearestOneSuggested() {
        CommandRun run = CommandRun.of("datset", "stats");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'datset'", "Did you mean: ncl4j dataset ");
    }

    @Test
    void anUnknownOptionIsNamed() {
        CommandRun run = CommandRun.of("dataset", "stats", "--frobnicate", "x.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("ncl4j: Unknown option: '--frobnicate'\nSee 'ncl4j dataset stats --help'.\n");
    }

    @Test
    void aSettingThatIsWrittenLikeAnOptionIsExplained() {
        assertThat(CommandRun.of("dataset", "stats", "x.yaml", "--train.epochs=3")
                        .err())
                .isEqualTo("""
                        ncl4j: Unknown option: '--train.epochs=3'
                        Settings have no dashes: write train.epochs=3
                        See 'ncl4j dataset stats --help'.
                        """);
        assertThat(CommandRun.of("compare", "x.yaml", "-data.path", "y").err())
                .contains("Settings have no dashes: write data.path=VALUE\n");
        assertThat(CommandRun.of("predict", "run", "image", "--train.epochs=3").err())
                .doesNotContain("Settings");
    }

    /** A photo may be called so; arguments from a file are nobody's wish. */
    @Test
    void anAtSignIsPartOfAName() throws IOException {
        Path arguments = Files.writeString(folder.resolve("arguments"), "--help");

        CommandRun run = CommandRun.of("config", "translate", "@" + arguments);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("@" + arguments).contains("does not exist");
    }

    @Test
    void aMissingConfigurationIsAProblemOfConfiguration() {
        CommandRun run =
                CommandRun.of("dataset", "stats", folder.resolve("no.yaml").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no.yaml", "does not exist").doesNotContain("Exception");
    }

    @Test
    void everyProblemOfAConfigurationIsShownAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), """
                data:
                  formt: built-in
                train:
                  epochs: many
                  batch_size: 1
                """);

        CommandRun run = CommandRun.of("dataset", "stats", file.toString(), "modell.experts=3");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("wrong.yaml:2", "data.format")
                .contains("wrong.yaml:4", "many")
                .contains("wrong.yaml:5", "batch_size")
                .contains("modell")
                .doesNotContain("Exception");
    }

    @Test
    void brokenDataFailWithAMessageAndAStackTraceOnlyForDebugging() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                data:
                  format: cifar-10
                  path: nowhere.tar.gz
                train:
                  epochs: 1
                """);

        CommandRun run = CommandRun.of("dataset", "stats", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("ncl4j: ").contains("nowhere.tar.gz").hasLineCount(1);

        CommandRun debug = CommandRun.of("dataset", "stats", file.toString(), "--debug");
        assertThat(debug.exitCode()).isEqualTo(1);
        assertThat(debug.err()).startsWith(run.err()).contains("DataException", "\tat io.github.ncl4j");
    }

    @Test
    void statsShowEveryClassOfBothParts() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                data:
                  format: built-in
                train:
                  epochs: 1
                """);

        CommandRun run = CommandRun.of("dataset", "stats", file.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsSubsequence("training", "T-shirt/top", "2000", "Ankle boot", "20", "4958 images")
                .containsSubsequence("validation", "Ankle boot", "200", "2000 images");
    }

    /** Error Prone's check DefaultLocale keeps every number of this project so; this is what it is for. */
    @Test
    void numbersAreTheSameInEveryCountry() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "data: {format: built-in}\ntrain: {epochs: 1}\n");
        Locale here = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(String.format(Locale.getDefault(), "%d", 2000))
                    .as("this locale has digits of its own")
                    .isNotEqualTo("2000");

            assertThat(CommandRun.of("dataset", "stats", file.toString()).out())
                    .containsSubsequence("T-shirt/top", "2000", "many", "classes")
                    .doesNotContainPattern("[\u0660-\u0669]");
        } finally {
            Locale.setDefault(here);
        }
    }
}
