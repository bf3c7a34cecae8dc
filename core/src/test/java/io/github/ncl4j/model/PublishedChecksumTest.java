package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedChecksumTest {

    /** PyTorch's own convention, against a slip in a list of digits. */
    @ParameterizedTest
    @EnumSource
    void theWholeChecksumBeginsWithTheDigitsInTheName(PublishedWeights weights) {
        String digits = weights.file().checksum().digits();
        assertThat(digits).hasSize(64);
        assertThat(weights.file().name()).endsWith("-" + digits.substring(0, 8) + ".pth");
    }
}
