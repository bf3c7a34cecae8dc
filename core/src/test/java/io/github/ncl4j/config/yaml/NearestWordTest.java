package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.LossConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {

    @Test
    void editsAreInsertionsDeletionsSubstitutionsAndSwaps() {
        assertThat(NearestWord.edits("seed", "seed")).isZero();
        assertThat(NearestWord.edits("sed", "seed")).isEqualTo(1);
        assertThat(NearestWord.edits("seeed", "seed")).isEqualTo(1);
        assertThat(NearestWord.edits("sead", "seed")).isEqualTo(1);
        assertThat(NearestWord.edits("sede", "seed")).isEqualTo(1);
        assertThat(NearestWord.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestWord.edits("", "abc")).isEqualTo(3);
    }

    @Test
    void nearestIsTheClosestWordOrNone() {
        List<String> keys = List.of("epochs", "batch_size", "optimizer", "threads");
        assertThat(NearestWord.of("epoch", keys)).isEqualTo("epochs");
        assertThat(NearestWord.of("batchSize", keys)).isEqualTo("batch_size");
        assertThat(NearestWord.of("OPTIMISER", keys)).isEqualTo("optimizer");
        assertThat(NearestWord.of("colour", keys)).isNull();
        assertThat(NearestWord.of("x", List.of("y"))).isNull();
    }

    @Test
    void initialsAndBeginningsAreUnderstoodWhereOnlyOneWordHasThem() {
        List<String> losses = Choice.of(LossConfig.class).words();
        assertThat(NearestWord.of("CE", losses)).isEqualTo("cross-entropy");
        assertThat(NearestWord.of("la", losses)).isEqualTo("logit-adjustment");
        assertThat(NearestWord.of("CrossEntropyLoss", losses)).isEqualTo("cross-entropy");
        assertThat(NearestWord.of("balanced", losses)).isEqualTo("balanced-softmax");
        assertThat(NearestWord.of("ncl_plus", losses)).isEqualTo("ncl-plus");
        assertThat(NearestWord.of("cb", List.of("class-balanced", "center-biased")))
                .isNull();
        assertThat(NearestWord.of("bat", List.of("batch_sizes", "batch_counts")))
                .isNull();
    }
}
