package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrometheusHistogramTest {

    @Test
    void everyBoundCountsAllThatIsNotAboveIt() {
        PrometheusHistogram histogram = new PrometheusHistogram(1, 2.5);
        for (double value : new double[] {.5, 1, 2, 7}) {
            histogram.add(value);
        }
        StringBuilder text = new StringBuilder();

        histogram.write(text, "seconds", "route=\"/\",");

        assertThat(text).hasToString("""
                seconds_bucket{route="/",le="1.0"} 2
                seconds_bucket{route="/",le="2.5"} 3
                seconds_bucket{route="/",le="+Inf"} 4
                seconds_sum{route="/"} 10.5
                seconds_count{route="/"} 4
                """);
    }

    @Test
    void aSeriesWithoutLabelsHasNoBraces() {
        StringBuilder text = new StringBuilder();

        new PrometheusHistogram(1).write(text, "images", "");

        assertThat(text).hasToString("""
                images_bucket{le="1.0"} 0
                images_bucket{le="+Inf"} 0
                images_sum 0.0
                images_count 0
                """);
    }
}
