package io.github.ncl4j.report;

import java.util.List;

/** What a drawing is made of. Coordinates in pixels, from the top left. */
sealed interface Mark {

    /** The colour. */
    ChartColor color();

    /** Calls the canvas's method for this kind of mark. */
    void drawOn(Canvas canvas);

    /** Draws each kind of mark: with a new kind, a renderer does not compile until it draws it. */
    interface Canvas {

        /** Draws a line. */
        void line(Line line);

        /** Draws a box. */
        void box(Box box);

        /** Draws a dot. */
        void dot(Dot dot);

        /** Writes a label. */
        void label(Label label);
    }

    /** A point. */
    record Point(double x, double y) {}

    /**
     * Points joined by straight lines.
     *
     * @param dashed drawn with gaps
     */
    record Line(List<Point> points, boolean dashed, ChartColor color) implements Mark {
        public Line {
            points = List.copyOf(points);
        }

        static Line of(double x1, double y1, double x2, double y2, ChartColor color) {
            return new Line(List.of(new Point(x1, y1), new Point(x2, y2)), false, color);
        }

        @Override
        public void drawOn(Canvas canvas) {
            canvas.line(this);
        }
    }

    /**
     * A filled rectangle.
     *
     * @param opacity in [0, 1]
     * @param tip what a pointer that rests on it is told; may be empty
     */
    record Box(double x, double y, double width, double height, double opacity, String tip, ChartColor color)
            implements Mark {
        @Override
        public void drawOn(Canvas canvas) {
            canvas.box(this);
        }
    }

    /** A filled circle with a tip. */
    record Dot(double x, double y, double radius, String tip, ChartColor color) implements Mark {
        @Override
        public void drawOn(Canvas canvas) {
            canvas.dot(this);
        }
    }

    /** A line of text; {@code y} is its baseline. */
    record Label(double x, double y, String text, Anchor anchor, ChartColor color) implements Mark {
        @Override
        public void drawOn(Canvas canvas) {
            canvas.label(this);
        }
    }

    /** Which end of a text is at its point. */
    enum Anchor {
        /** The left end. */
        START,
        /** The middle. */
        MIDDLE,
        /** The right end. */
        END
    }
}
