package io.github.ncl4j.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing as an SVG element for an HTML page. Everything that is text is escaped here, as the page takes it as it is. */
final class SvgRenderer {

    private static final char LEAST_PRINTABLE = ' ';

    private SvgRenderer() {}

    static String render(Drawing drawing) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 ")
                .append(drawing.width())
                .append(' ')
                .append(drawing.height())
                .append("\" role=\"img\" class=\"chart\"><title>")
                .append(escape(drawing.title()))
                .append("</title>");
        drawing.marks().forEach(mark -> append(svg, mark));
        return svg.append("</svg>").toString();
    }

    private static void append(StringBuilder svg, Mark mark) {
        String color = mark.color().styleClass();
        if (mark instanceof Mark.Line line) {
            svg.append("<polyline class=\"line ")
                    .append(color)
                    .append(line.dashed() ? " dashed\" points=\"" : "\" points=\"")
                    .append(line.points().stream()
                            .map(point -> number(point.x()) + "," + number(point.y()))
                            .collect(Collectors.joining(" ")))
                    .append("\"/>");
        } else if (mark instanceof Mark.Box box) {
            svg.append("<rect class=\"fill ").append(color).append('"');
            attribute(svg, "x", box.x());
            attribute(svg, "y", box.y());
            attribute(svg, "width", box.width());
            attribute(svg, "height", box.height());
            if (box.opacity() < 1) {
                svg.append(" fill-opacity=\"")
                        .append(String.format(Locale.ROOT, "%.3f", box.opacity()))
                        .append('"');
            }
            close(svg, "rect", box.tip());
        } else if (mark instanceof Mark.Dot dot) {
            svg.append("<circle class=\"fill ").append(color).append('"');
            attribute(svg, "cx", dot.x());
            attribute(svg, "cy", dot.y());
            attribute(svg, "r", dot.radius());
            close(svg, "circle", dot.tip());
        } else if (mark instanceof Mark.Label label) {
            svg.append("<text class=\"").append(color).append('"');
            attribute(svg, "x", label.x());
            attribute(svg, "y", label.y());
            svg.append(" text-anchor=\"")
                    .append(label.anchor().name().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(escape(label.text()))
                    .append("</text>");
        }
    }

    private static void close(StringBuilder svg, String element, String tip) {
        if (tip.isEmpty()) {
            svg.append("/>");
        } else {
            svg.append("><title>")
                    .append(escape(tip))
                    .append("</title></")
                    .append(element)
                    .append('>');
        }
    }

    private static void attribute(StringBuilder svg, String name, double value) {
        svg.append(' ').append(name).append("=\"").append(number(value)).append('"');
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** For text and for attributes in double quotes. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : VisibleText.of(text).toCharArray()) {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < LEAST_PRINTABLE ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
