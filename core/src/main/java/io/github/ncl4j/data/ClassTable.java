package io.github.ncl4j.data;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Images per class, as text.
 *
 * @param classNames by class number
 * @param counts images, by class number
 */
@SuppressWarnings("ArrayRecordComponent") // made to be printed, not compared
public record ClassTable(List<String> classNames, int[] counts) {

    /** Data sets with more classes show this many in all: their head and their tail. */
    private static final int LINES = 20;

    private static final int MAX_NAME = 40;

    /** The table of a data set. */
    public static ClassTable of(ImageDataset dataset) {
        return new ClassTable(dataset.classNames(), dataset.classCounts());
    }

    /** Copies the arguments and checks that they fit. */
    public ClassTable {
        classNames = List.copyOf(classNames);
        counts = counts.clone();
        if (classNames.isEmpty() || classNames.size() != counts.length) {
            throw new IllegalArgumentException(
                    classNames.size() + " class names and " + counts.length + " counts make no table");
        }
    }

    /** Images in all. */
    public long total() {
        return IntStream.of(counts).asLongStream().sum();
    }

    /** Images of the largest class. */
    public int largest() {
        return IntStream.of(counts).max().orElseThrow();
    }

    /** Images of the smallest class. */
    public int smallest() {
        return IntStream.of(counts).min().orElseThrow();
    }

    /** Largest over smallest class; infinite if a class is empty. */
    public double imbalanceFactor() {
        return (double) largest() / smallest();
    }

    /**
     * The Gini coefficient of the class counts: 0 if all classes have as many images, near 1 if one class has almost all.
     * With the counts in ascending order {@code n_1 ... n_C}: {@code 2 * sum(i * n_i) / (C * sum(n_i)) - (C + 1) / C}; 0
     * without images.
     */
    public double gini() {
        int[] ascending = IntStream.of(counts).sorted().toArray();
        double weighted = 0;
        for (int i = 0; i < ascending.length; i++) {
            weighted += (i + 1.0) * ascending[i];
        }
        int classes = ascending.length;
        return total() == 0 ? 0 : 2 * weighted / (classes * (double) total()) - (classes + 1.0) / classes;
    }

    /**
     * The table: a line for each class in the order of their numbers, or, of more than {@value #LINES} classes, for the
     * largest and the smallest; then the totals. Ends with a line feed.
     */
    public String text() {
        List<Integer> order = IntStream.range(0, counts.length).boxed().toList();
        if (counts.length > LINES) {
            order = order.stream()
                    .sorted(Comparator.comparingInt(c -> -counts[c]))
                    .toList();
        }
        int width = Math.min(
                MAX_NAME,
                Math.max(5, classNames.stream().mapToInt(String::length).max().orElseThrow()));
        String row = "%8s  %-" + width + "s  %9s  %6s%n".replace("%n", "\n");
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, row, "class", "name", "images", "share"));
        for (int i = 0; i < order.size(); i++) {
            if (order.size() > LINES && i == LINES / 2) {
                text.append(String.format(Locale.ROOT, row, "...", (order.size() - LINES) + " more", "", ""));
                i = order.size() - LINES / 2;
            }
            int c = order.get(i);
            text.append(String.format(Locale.ROOT, row, c, name(c), counts[c], percent(counts[c])));
        }
        return text.append(totals()).toString();
    }

    private String name(int c) {
        String name = classNames.get(c);
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 3) + "...";
    }

    private String percent(int count) {
        return total() == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / total());
    }

    private String totals() {
        return String.format(
                Locale.ROOT,
                "%d images, %d classes, largest %d, smallest %d, imbalance factor %s, Gini %.3f\n",
                total(),
                counts.length,
                largest(),
                smallest(),
                smallest() == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f", imbalanceFactor()),
                gini());
    }
}
