package io.github.ncl4j.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is taken for what: {@code n(y, p)} images of class {@code y} were predicted as class {@code p}. Rows are targets,
 * columns are predictions; the reference's {@code FusionMatrix} is the transpose.
 *
 * <p>Only cells that are not zero take memory, so that 8,142 classes are no burden. Immutable.
 */
public final class ConfusionMatrix {

    private final int[] images;
    private final int[] predicted;
    private final Map<Cell, Integer> cells;

    private record Cell(int target, int prediction) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            return target == other.target
                    ? Integer.compare(prediction, other.prediction)
                    : Integer.compare(target, other.target);
        }
    }

    private ConfusionMatrix(Builder builder) {
        images = builder.images.clone();
        predicted = builder.predicted.clone();
        cells = new TreeMap<>(builder.cells);
    }

    /** The number of classes, C. */
    public int classes() {
        return images.length;
    }

    /** Images of class {@code target} that were predicted as class {@code prediction}. */
    public int count(int target, int prediction) {
        return cells.getOrDefault(new Cell(target, prediction), 0);
    }

    /** Images of class {@code target} by prediction: C numbers. */
    public int[] row(int target) {
        int[] row = new int[classes()];
        for (int prediction = 0; prediction < row.length; prediction++) {
            row[prediction] = count(target, prediction);
        }
        return row;
    }

    /** Images of class {@code target}, with those that got no prediction. */
    public int images(int target) {
        return images[target];
    }

    /** Images of any class that were predicted as class {@code prediction}. */
    public int predictions(int prediction) {
        return predicted[prediction];
    }

    /** The share of the images of class {@code c} that are predicted as {@code c}; 0 if there is none, as in the reference. */
    public double recall(int c) {
        return images[c] == 0 ? 0 : (double) count(c, c) / images[c];
    }

    /** The share of the predictions {@code c} that are right; 0 if it is never predicted, as in the reference. */
    public double precision(int c) {
        return predicted[c] == 0 ? 0 : (double) count(c, c) / predicted[c];
    }

    /**
     * One kind of mistake.
     *
     * @param target the true class
     * @param prediction the class it is taken for, another one
     * @param images how many images
     */
    public record Mistake(int target, int prediction, int images) {}

    /**
     * The most frequent mistakes, the worst first; of equals in the order of target and prediction.
     *
     * @param limit how many at most
     */
    public List<Mistake> mistakes(int limit) {
        return cells.entrySet().stream()
                .filter(entry -> entry.getKey().target() != entry.getKey().prediction())
                .map(entry ->
                        new Mistake(entry.getKey().target(), entry.getKey().prediction(), entry.getValue()))
                .sorted(Comparator.comparingInt(mistake -> -mistake.images()))
                .limit(limit)
                .toList();
    }

    /**
     * The classes with the lowest recall among those with images, the worst first; of equals in the order of their numbers.
     *
     * @param limit how many at most; classes without a mistake are none of them
     */
    public List<Integer> worstClasses(int limit) {
        return IntStream.range(0, classes())
                .filter(c -> images(c) > count(c, c))
                .boxed()
                .sorted(Comparator.comparingDouble(this::recall))
                .limit(limit)
                .toList();
    }

    /** Counts images one by one. */
    static final class Builder {

        private final int[] images;
        private final int[] predicted;
        private final Map<Cell, Integer> cells = new TreeMap<>();

        Builder(int classes) {
            images = new int[classes];
            predicted = new int[classes];
        }

        /** Counts an image with a prediction. */
        void add(int target, int prediction) {
            images[target]++;
            predicted[prediction]++;
            cells.merge(new Cell(target, prediction), 1, Integer::sum);
        }

        /** Counts an image without one. */
        void addUndecided(int target) {
            images[target]++;
        }

        /** What is counted, as numbers: the images of each class, then target, prediction and count of every cell. */
        long[] counts() {
            LongStream.Builder numbers = LongStream.builder();
            IntStream.of(images).forEach(numbers::add);
            cells.forEach((cell, count) ->
                    numbers.add(cell.target()).add(cell.prediction()).add(count));
            return numbers.build().toArray();
        }

        /** Adds what another matrix counted. */
        void add(long[] counts, int begin) {
            for (int c = 0; c < images.length; c++) {
                images[c] += (int) counts[begin + c];
            }
            for (int i = begin + images.length; i < counts.length; i += 3) {
                Cell cell = new Cell((int) counts[i], (int) counts[i + 1]);
                predicted[cell.prediction()] += (int) counts[i + 2];
                cells.merge(cell, (int) counts[i + 2], Integer::sum);
            }
        }

        ConfusionMatrix build() {
            return new ConfusionMatrix(this);
        }
    }
}
