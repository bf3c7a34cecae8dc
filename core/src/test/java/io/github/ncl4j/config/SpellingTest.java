package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    @Test
    void keysAndWords() {
        assertThat(Spelling.keys(LossConfig.Ncl.class))
                .containsExactly(
                        "hcm_n",
                        "ce_ratio",
                        "hcm_ratio",
                        "nbod_factor",
                        "nbod_hcm_factor",
                        "hcm_source",
                        "outside_mask");
        assertThat(Spelling.key("beta1")).isEqualTo("beta1");
        assertThat(Spelling.word(DataConfig.Format.CIFAR_100)).isEqualTo("cifar-100");
    }

    @Test
    void editsAreInsertionsDeletionsSubstitutionsAndSwaps() {
        assertThat(Spelling.edits("seed", "seed")).isZero();
        assertThat(Spelling.edits("sed", "seed")).isEqualTo(1);
        assertThat(Spelling.edits("seeed", "seed")).isEqualTo(1);
        assertThat(Spelling.edits("sead", "seed")).isEqualTo(1);
        assertThat(Spelling.edits("sede", "seed")).isEqualTo(1);
        assertThat(Spelling.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.edits("", "abc")).isEqualTo(3);
    }

    @Test
    void nearestIsTheClosestWordOrNone() {
        List<String> keys = List.of("epochs", "batch_size", "optimizer", "threads");
        assertThat(Spelling.nearest("epoch", keys)).isEqualTo("epochs");
        assertThat(Spelling.nearest("batchSize", keys)).isEqualTo("batch_size");
        assertThat(Spelling.nearest("OPTIMISER", keys)).isEqualTo("optimizer");
        assertThat(Spelling.nearest("colour", keys)).isNull();
        assertThat(Spelling.nearest("x", List.of("y"))).isNull();
    }

    @Test
    void initialsAndBeginningsAreUnderstoodWhereOnlyOneWordHasThem() {
        List<String> losses = ExperimentReader.LOSS.names();
        assertThat(Spelling.nearest("CE", losses)).isEqualTo("cross-entropy");
        assertThat(Spelling.nearest("la", losses)).isEqualTo("logit-adjustment");
        assertThat(Spelling.nearest("CrossEntropyLoss", losses)).isEqualTo("cross-entropy");
        assertThat(Spelling.nearest("balanced", losses)).isEqualTo("balanced-softmax");
        assertThat(Spelling.nearest("ncl_plus", losses)).isEqualTo("ncl-plus");
        assertThat(Spelling.nearest("cb", List.of("class-balanced", "center-biased")))
                .isNull();
        assertThat(Spelling.nearest("bat", List.of("batch_sizes", "batch_counts")))
                .isNull();
    }
}
