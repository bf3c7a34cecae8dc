package io.github.ncl4j.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accuracies as a text table: a row for each predictor, percentages with one decimal, {@code n/a} for an empty group. */
public final class AccuracyTable {

    private static final List<String> COLUMNS = List.of("top-1", "top-5", "many", "medium", "few");
    private static final int COLUMN_WIDTH = 8;

    private AccuracyTable() {}

    /** The ensemble and each expert of a model; a further line tells of {@link Evaluation#undecided} images, if any. */
    public static String of(Evaluation evaluation) {
        Map<String, Accuracy> rows = new LinkedHashMap<>();
        rows.put("ensemble", evaluation.ensemble());
        for (int k = 0; k < evaluation.experts().size(); k++) {
            rows.put("expert " + (k + 1), evaluation.experts().get(k));
        }
        int undecided = evaluation.undecided();
        if (undecided == 0) {
            return of(rows);
        }
        return of(rows) + undecided + " of " + evaluation.images()
                + " images have logits that are NaN or infinite, and count as wrong: the weights are broken\n";
    }

    /**
     * Any predictors side by side.
     *
     * @param rows accuracies by name, in the order of the table
     * @return lines that end in a newline
     */
    public static String of(Map<String, Accuracy> rows) {
        int nameWidth = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder table = new StringBuilder();
        append(table, nameWidth, "", COLUMNS);
        rows.forEach((name, accuracy) -> append(
                table,
                nameWidth,
                name,
                List.of(
                        percent(accuracy.top1()),
                        percent(accuracy.top5()),
                        percent(accuracy.many()),
                        percent(accuracy.medium()),
                        percent(accuracy.few()))));
        return table.toString();
    }

    private static void append(StringBuilder table, int nameWidth, String name, List<String> columns) {
        table.append(name).append(" ".repeat(nameWidth - name.length()));
        columns.forEach(column ->
                table.append(" ".repeat(COLUMN_WIDTH - column.length())).append(column));
        table.append('\n');
    }

    /** A fraction with one decimal; {@code n/a} without a value. */
    public static String percent(@Nullable Double fraction) {
        return fraction == null ? "n/a" : String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
    }
}
