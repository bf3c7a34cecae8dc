package io.github.ncl4j.dataset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a table (RFC 4180) whose cells a comma, a semicolon or a tab separates. */
final class CsvLine {

    private CsvLine() {}

    /** The separator of a table by its first line: of the three the one that is there most often, 0 for none. */
    static char separator(String line) {
        char best = 0;
        int most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            List<String> cells = cells(line, candidate);
            int count = cells == null ? 0 : cells.size() - 1;
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }

    /** The cells, without quotes and without blanks around; null if a quote is not closed. */
    static @Nullable List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (quoted) {
                if (letter != '"') {
                    cell.append(letter);
                } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (letter == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (letter == separator) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(letter);
            }
        }
        cells.add(cell.toString().strip());
        return quoted ? null : cells;
    }
}
