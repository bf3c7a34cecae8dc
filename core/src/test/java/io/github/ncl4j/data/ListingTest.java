package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {

    @Test
    void countsWhatItDoesNotName() {
        assertThat(Listing.of(List.of("a", "b", "c", "d", "e"), 3)).isEqualTo("a, b, c and 2 more");
        assertThat(Listing.of(List.of("a", "b", "c"), 3)).isEqualTo("a, b, c");
        assertThat(Listing.of(List.of(), 3)).isEmpty();
    }
}
