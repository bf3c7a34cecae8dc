package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShotGroupsTest {

    @ParameterizedTest(name = "{0} training images")
    @CsvSource({
        "0,   FEW,    FEW",
        "19,  FEW,    FEW",
        "20,  FEW,    MEDIUM",
        "21,  MEDIUM, MEDIUM",
        "99,  MEDIUM, MEDIUM",
        "100, MANY,   MEDIUM",
        "101, MANY,   MANY"
    })
    void theProtocolsDifferAtTwentyAndAtAHundred(int images, ShotGroup pooled, ShotGroup classMean) {
        int[] counts = {images};

        assertThat(ShotGroups.of(counts, ShotProtocol.POOLED).of(0)).isEqualTo(pooled);
        assertThat(ShotGroups.of(counts, ShotProtocol.CLASS_MEAN).of(0)).isEqualTo(classMean);
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatThrownBy(() -> ShotGroups.of(new int[] {5, -1}, ShotProtocol.POOLED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("class 1 cannot have -1 images");
    }
}
