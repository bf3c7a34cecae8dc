package io.github.ncl4j.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** 1,000 bytes and ten rounds a second. */
class LinkTest {

    private static final Link RING = new Link(1000, 0.1, Link.Sums.RING);
    private static final Link TREE = new Link(1000, 0.1, Link.Sums.RING_OR_TREE);

    @Test
    void aProcessAloneNeedsNoTime() {
        assertThat(RING.sum(1_000_000, 1)).isZero();
        assertThat(TREE.sum(1_000_000, 1)).isZero();
        assertThat(RING.gather(1_000_000, 1)).isZero();
    }

    /** Four processes pass quarters around: three rounds until each has the sum of one, three more until all have all. */
    @Test
    void aSumGoesAroundTheRingTwiceInParts() {
        assertThat(RING.sum(400, 4)).isCloseTo(6 * (0.1 + 100 / 1000.0), within(1e-12));
        assertThat(RING.sum(400, 2)).isCloseTo(2 * (0.1 + 200 / 1000.0), within(1e-12));
    }

    @Test
    void aGatheringGoesAroundOnceWhole() {
        assertThat(RING.gather(400, 4)).isCloseTo(3 * (0.1 + 400 / 1000.0), within(1e-12));
    }

    /** With 64 processes the tree has a depth of 6: twelve rounds in place of 126; large sums are cheaper in the ring. */
    @Test
    void smallSumsTakeTheTree() {
        assertThat(RING.sum(0, 64)).isCloseTo(12.6, within(1e-12));
        assertThat(TREE.sum(0, 64)).isCloseTo(1.2, within(1e-12));
        assertThat(TREE.sum(0, 5)).as("depth 3").isCloseTo(0.6, within(1e-12));
        assertThat(TREE.sum(640_000, 64)).isCloseTo(126 * (0.1 + 10), within(1e-9));
        assertThat(TREE.sum(640_000, 2)).isCloseTo(RING.sum(640_000, 2), within(1e-9));
    }

    @Test
    void theNetworkCountsFromTheSecondMachineOn() {
        Link network = new Link(1, 1, Link.Sums.RING);
        Cluster cluster = new Cluster(4, RING, network);
        assertThat(cluster.link(4)).isEqualTo(RING);
        assertThat(cluster.link(5)).isEqualTo(network);
    }

    @Test
    void impossibleLinksAreRefused() {
        assertThatThrownBy(() -> new Link(0, 0.1, Link.Sums.RING)).hasMessageContaining("a bandwidth above 0");
        assertThatThrownBy(() -> new Link(1, -1, Link.Sums.RING)).hasMessageContaining("a latency of at least 0");
        assertThatThrownBy(() -> new Cluster(0, RING, RING)).hasMessageContaining("at least one process");
    }
}
