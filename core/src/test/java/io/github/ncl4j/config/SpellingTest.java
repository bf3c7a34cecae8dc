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
}
