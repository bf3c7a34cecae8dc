package io.github.ncl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void linearValuesAreSpreadEvenly() {
        Scale scale = Scale.linear(0, 10, 100, 0);

        assertThat(scale.at(2.5)).isEqualTo(75);
        assertThat(scale.ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(Plot.percent(Scale.linear(0, 1, 0, 1).ticks().get(0)))
                .as("not -0%")
                .isEqualTo("0%");
    }

    @Test
    void equalFactorsAreEqualDistances() {
        Scale scale = Scale.logarithmic(5, 1000, 0, 300);

        assertThat(scale.at(10)).isCloseTo(100, within(1e-9));
        assertThat(scale.at(100)).isCloseTo(200, within(1e-9));
        assertThat(scale.ticks()).containsExactly(1.0, 10.0, 100.0, 1000.0);
        assertThat(new Scale(5, 1000, 0, 300, true).ticks()).containsExactly(10.0, 100.0, 1000.0);
        assertThatThrownBy(() -> new Scale(0, 1, 0, 1, true)).hasMessage("there is no scale from 0.0 to 1.0");
    }

    @Test
    void numbersHaveNoMoreDigitsThanTheyNeed() {
        assertThat(Scale.text(0)).isEqualTo("0");
        assertThat(Scale.text(10)).isEqualTo("10");
        assertThat(Scale.text(2.50)).isEqualTo("2.5");
        assertThat(Scale.text(0.0003)).isEqualTo("3.0e-04");
    }
}
