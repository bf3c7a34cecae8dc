package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassTableTest {

    @Test
    void showsEveryClassAndTheTotals() {
        ClassTable table = new ClassTable(List.of("cat", "hippopotamus"), new int[] {300, 100});
        assertThat(table.text()).isEqualTo("""
                   class  name             images   share
                       0  cat                 300  75.0 %
                       1  hippopotamus        100  25.0 %
                400 images, 2 classes, largest 300, smallest 100, imbalance factor 3.0, Gini 0.250
                """);
    }

    @Test
    void showsHeadAndTailOfManyClasses() {
        // Class c has c + 1 images, so the largest class is the last.
        ClassTable table = new ClassTable(
                ClassNames.numbered(1000), IntStream.rangeClosed(1, 1000).toArray());
        List<String> lines = table.text().lines().toList();
        assertThat(lines).hasSize(1 + 10 + 1 + 10 + 1);
        assertThat(lines.get(1)).contains("999").contains("1000");
        assertThat(lines.get(11)).contains("980 more");
        assertThat(lines.get(21)).startsWith("       0  0");
        assertThat(lines.get(22))
                .isEqualTo(
                        "500500 images, 1000 classes, largest 1000, smallest 1, imbalance factor 1000.0, Gini 0.333");
    }

    @Test
    void toleratesEmptyClasses() {
        assertThat(new ClassTable(List.of("a", "b"), new int[] {0, 2}).text())
                .endsWith("imbalance factor n/a, Gini 0.500\n");
        assertThat(new ClassTable(List.of("a"), new int[] {0}).text()).contains("n/a", "Gini 0.000");
    }

    @Test
    void theGiniCoefficientIsZeroForEqualClassesAndGrowsWithTheTail() {
        List<String> names = ClassNames.numbered(4);
        assertThat(new ClassTable(names, new int[] {7, 7, 7, 7}).gini()).isZero();
        // One class of C has everything: (C - 1) / C.
        assertThat(new ClassTable(names, new int[] {0, 9, 0, 0}).gini()).isEqualTo(0.75);
        // 2 * (1*1 + 2*2 + 3*3 + 4*4) / (4 * 10) - 5/4
        assertThat(new ClassTable(names, new int[] {4, 3, 2, 1}).gini()).isEqualTo(0.25);
    }
}
