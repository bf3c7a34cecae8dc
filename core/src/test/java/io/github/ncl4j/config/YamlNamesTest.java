package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlNamesTest {

    @Test
    void keysAndWords() {
        assertThat(YamlNames.keys(LossConfig.Ncl.class))
                .containsExactly(
                        "hcm_n",
                        "ce_ratio",
                        "hcm_ratio",
                        "nbod_factor",
                        "nbod_hcm_factor",
                        "hcm_source",
                        "outside_mask");
        assertThat(YamlNames.key("beta1")).isEqualTo("beta1");
        assertThat(YamlNames.type(LossConfig.CrossEntropy.class)).isEqualTo("cross-entropy");
        assertThat(YamlNames.typeOf(new LossConfig.CrossEntropy())).isEqualTo("cross-entropy");
        assertThat(YamlNames.typeOf(Defaults.of(EvaluateConfig.class))).isNull();
        assertThat(YamlNames.word(DataConfig.Format.CIFAR_100)).isEqualTo("cifar-100");
    }
}
