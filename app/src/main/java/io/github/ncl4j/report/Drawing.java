package io.github.ncl4j.report;

import java.util.List;

/**
 * A chart as marks, to be rendered as SVG or PNG.
 *
 * @param name lower-case letters and dashes, for a file
 * @param title what it shows, in a sentence
 * @param width in pixels
 * @param height in pixels
 * @param marks the first at the bottom
 */
record Drawing(String name, String title, int width, int height, List<Mark> marks) {

    Drawing {
        marks = List.copyOf(marks);
    }

    /** As an element for a page. */
    String svg() {
        return SvgRenderer.render(this);
    }
}
