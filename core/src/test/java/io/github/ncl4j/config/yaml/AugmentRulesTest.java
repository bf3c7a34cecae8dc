package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may not stand below {@code augment}. */
class AugmentRulesTest {

    @Test
    void namesEveryImpossibleValueAtOnce() {
        String yaml = """
                data: {format: built-in}
                train: {epochs: 3}
                augment:
                  recipe: cifer
                  copies: 0
                  train:
                    - {type: random-resized-crop, size: 32, min_scale: 0.5, max_scale: 0.2}
                    - {type: resize, shortest_side: 32, interpolation: nearest}
                    - {type: color-jitter, hue: 0.6, brightnes: 0.4}
                    - {type: rand-augment, magnitude: 11, fill: [0, 0, 256]}
                    - {type: autoaugment}
                    - {type: gaussian-blur, min_radius: 3}
                  key: {type: cutout}
                """;
        assertThatThrownBy(() -> ExperimentFile.parse(yaml, "run.yaml", List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("""
                        run.yaml:4: augment.recipe = cifer: must be one of RECIPES; did you mean 'cifar'?
                        run.yaml:5: augment.copies = 0: must be at least 1 and at most 64
                        run.yaml:7: augment.train[0].max_scale = 0.2: must be at least min_scale, which is 0.5
                        run.yaml:8: augment.train[1].interpolation = nearest: must be one of bilinear, bicubic
                        run.yaml:9: augment.train[2].brightnes = 0.4: unknown key for type color-jitter; did you mean \
                        'augment.train[2].brightness'?
                        run.yaml:9: augment.train[2].hue = 0.6: must be at least 0 and at most 0.5
                        run.yaml:10: augment.train[3].magnitude = 11: must be at least 0 and at most 10
                        run.yaml:10: augment.train[3].fill = [0, 0, 256]: must be three whole numbers (red, green, \
                        blue), each at least 0 and at most 255
                        run.yaml:11: augment.train[4].type = autoaugment: must be one of OPERATIONS; did you mean \
                        'auto-augment'?
                        run.yaml:12: augment.train[5].max_radius = 2.0 (the default): must be at least min_radius, \
                        which is 3.0
                        run.yaml:13: augment.key = {type: cutout}: must be a list""".replace(
                        "RECIPES",
                        String.join(", ", ValueType.oneOf(Recipe.class).words())).replace(
                        "OPERATIONS",
                        String.join(
                                ", ", Choice.of(AugmentConfig.Operation.class).words())));
    }
}
