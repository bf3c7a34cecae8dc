package io.github.ncl4j.report;

/**
 * Text from outside, class names and paths, without what is not seen but acts: control characters, marks that turn the direction of
 * the text around them, line separators, halves of surrogate pairs. Each becomes U+FFFD, so that one sees that something was there.
 * It still must be escaped.
 */
final class VisibleText {

    private static final int REPLACEMENT = 0xFFFD;

    private VisibleText() {}

    static String of(String text) {
        return of(text, false);
    }

    /** The same for text of several lines: line feeds and tabs stay. */
    static String ofLines(String text) {
        return of(text, true);
    }

    private static String of(String text, boolean lines) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> (lines && (c == '\n' || c == '\t')) || isVisible(c) ? c : REPLACEMENT)
                .forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> codePoint != 0xFFFE && codePoint != 0xFFFF;
        };
    }

    /** At most so many characters, with an ellipsis where some are missing. */
    static String shortened(String text, int length) {
        String visible = of(text);
        return visible.codePointCount(0, visible.length()) <= length
                ? visible
                : visible.substring(0, visible.offsetByCodePoints(0, length - 1)) + "…";
    }
}
