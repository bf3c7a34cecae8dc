package io.github.ncl4j.config.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The word that a misspelt one was perhaps meant to be. */
public final class NearestWord {

    private static final int LONGEST_COMPARED = 64;
    private static final int SHORTEST_BEGINNING = 3;

    private NearestWord() {}

    /**
     * The candidate that a word was perhaps meant to be: the only candidate whose words have it as their initials ({@code CE}); else the
     * one with the fewest edits from it, the first of equals; else, if all need more than a third of its length, the only one that
     * begins with it. Null if there is none.
     */
    public static @Nullable String of(String word, Collection<String> candidates) {
        if (word.length() > LONGEST_COMPARED) {
            return null;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        String initials = only(candidates, candidate -> lower.length() > 1 && lower.equals(initials(candidate)));
        String edited = initials == null ? fewestEdits(lower, candidates) : initials;
        return edited == null
                ? only(
                        candidates,
                        candidate -> lower.length() >= SHORTEST_BEGINNING
                                && candidate.toLowerCase(Locale.ROOT).startsWith(lower))
                : edited;
    }

    private static @Nullable String only(Collection<String> candidates, Predicate<String> condition) {
        List<String> found = candidates.stream().filter(condition).toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    /** {@code cross-entropy} to {@code ce}. */
    private static String initials(String candidate) {
        return Arrays.stream(candidate.toLowerCase(Locale.ROOT).split("[-_]"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.substring(0, 1))
                .collect(Collectors.joining());
    }

    private static @Nullable String fewestEdits(String lower, Collection<String> candidates) {
        String best = null;
        int fewest = Math.max(2, lower.length() / 3) + 1;
        for (String candidate : candidates) {
            int edits = edits(lower, candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits < candidate.length()) {
                best = candidate;
                fewest = edits;
            }
        }
        return best;
    }

    /** Insertions, deletions, substitutions and swaps of neighbours between two words (Damerau, 1964). */
    static int edits(String from, String to) {
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int substitution = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(substitution, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[from.length()][to.length()];
    }
}
