package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the section {@code contrastive} may hold and what it needs. */
class ContrastiveRulesTest {

    private static final String LEAST = """
            data: {format: built-in}
            train: {epochs: 3}
            """;

    @Test
    void withoutTheSectionThereIsNoBranch() {
        assertThat(parse("").contrastive()).isNull();
        assertThat(parse("augment: {recipe: cifar-sim}\ncontrastive: {ratio: 2}\n", "contrastive=null")
                        .contrastive())
                .isNull();
    }

    @Test
    void theDefaultsAreTheReferencesSettingsForCifar() {
        assertThat(parse("augment: {recipe: cifar-sim}\ncontrastive: {}\n").contrastive())
                .isEqualTo(new ContrastiveConfig(1024, 64, 0.2, 0.999, 1, Projection.MLP, KeyEncoder.MOCO));
    }

    @Test
    void itNeedsOneViewAndTheKeyView() {
        assertThatThrownBy(() -> parse("augment: {copies: 2}\n", "contrastive.key_encoder=reference"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("""
                        run.yaml:3: augment.key: must list the operations of the second view, because there is a \
                        section contrastive
                        run.yaml:3: augment.copies = 2: must be 1, because the section contrastive compares one view \
                        with the key view""");
    }

    @Test
    void namesEveryImpossibleValueAtOnce() {
        assertThatThrownBy(() -> parse("""
                contrastive:
                  queue_length: 0
                  dimension: 10000
                  temperature: 0
                  momentum: 1.5
                  ratio: -1
                  projection: mpl
                  key_encoder: moko
                  queue_lenght: 3
                """)).isInstanceOf(ConfigException.class).hasMessage("""
                        run.yaml:4: contrastive.queue_length = 0: must be at least 1 and at most 1048576
                        run.yaml:5: contrastive.dimension = 10000: must be at least 1 and at most 8192
                        run.yaml:6: contrastive.temperature = 0: must be a finite number above 0
                        run.yaml:7: contrastive.momentum = 1.5: must be at least 0 and at most 1
                        run.yaml:8: contrastive.ratio = -1: must be a finite number of at least 0
                        run.yaml:9: contrastive.projection = mpl: must be one of linear, normalized, mlp, cosine; did \
                        you mean 'mlp'?
                        run.yaml:10: contrastive.key_encoder = moko: must be one of moco, reference; did you mean \
                        'moco'?
                        run.yaml:11: contrastive.queue_lenght = 3: unknown key; did you mean \
                        'contrastive.queue_length'?""");
    }

    @Test
    void aMomentumOfTheWrongSectionIsSentToItsOwn() {
        assertThatThrownBy(() -> ExperimentFile.parse(
                        "data: {format: built-in}\ntrain: {epochs: 3, momentum: 0.9}\n", "run.yaml", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'train.optimizer.momentum'?");
    }

    private static ExperimentConfig parse(String yaml, String... overrides) {
        return ExperimentFile.parse(LEAST + yaml, "run.yaml", List.of(overrides));
    }
}
