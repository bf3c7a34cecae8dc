package io.github.ncl4j.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** A drawing as an SVG element for an HTML page. Everything that is text is escaped here, as the page takes it as it is. */
final class SvgRenderer implements Mark.Canvas {

    private static final char LEAST_PRINTABLE = ' ';

    private final StringBuilder svg;

    private SvgRenderer(StringBuilder svg) {
        this.svg = svg;
    }

    static String render(Drawing drawing) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 ")
                .append(drawing.width())
                .append(' ')
                .append(drawing.height())
                .append("\" role=\"img\" class=\"chart\"><title>")
                .append(escape(drawing.title()))
                .append("</title>");
        SvgRenderer canvas = new SvgRenderer(svg);
        drawing.marks().forEach(mark -> mark.drawOn(canvas));
        return svg.append("</svg>").toString();
    }

    @Override
    public void line(Mark.Line line) {
        svg.append("<polyline class=\"line ")
                .append(line.color().styleClass())
                .append(line.dashed() ? " dashed\" points=\"" : "\" points=\"")
                .append(line.points().stream()
                        .map(point -> number(point.x()) + "," + number(point.y()))
                        .collect(Collectors.joining(" ")))
                .append("\"/>");
    }

    @Override
    public void box(Mark.Box box) {
        svg.append("<rect class=\"fill ").append(box.color().styleClass()).append('"');
        attribute("x", box.x());
        attribute("y", box.y());
        attribute("width", box.width());
        attribute("height", box.height());
        if (box.opacity() < 1) {
            svg.append(" fill-opacity=\"")
                    .append(String.format(Locale.ROOT, "%.3f", box.opacity()))
                    .append('"');
        }
        close("rect", box.tip());
    }

    @Override
    public void dot(Mark.Dot dot) {
        svg.append("<circle class=\"fill ").append(dot.color().styleClass()).append('"');
        attribute("cx", dot.x());
        attribute("cy", dot.y());
        attribute("r", dot.radius());
        close("circle", dot.tip());
    }

    @Override
    public void label(Mark.Label label) {
        svg.append("<text class=\"").append(label.color().styleClass()).append('"');
        attribute("x", label.x());
        attribute("y", label.y());
        svg.append(" text-anchor=\"")
                .append(label.anchor().name().toLowerCase(Locale.ROOT))
                .append("\">")
                .append(escape(label.text()))
                .append("</text>");
    }

    private void close(String element, String tip) {
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

    private void attribute(String name, double value) {
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
