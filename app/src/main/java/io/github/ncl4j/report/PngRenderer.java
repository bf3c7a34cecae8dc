package io.github.ncl4j.report;

import io.github.ncl4j.file.OutputFile;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A drawing as a PNG file, twice as large as its pixels, on white. */
final class PngRenderer implements Mark.Canvas {

    private static final int SCALE = 2;
    private static final int FONT_SIZE = 11;
    private static final float[] DASHES = {4, 3};

    private final Graphics2D graphics;

    private PngRenderer(Graphics2D graphics) {
        this.graphics = graphics;
    }

    static void write(Drawing drawing, Path file) throws IOException {
        BufferedImage image =
                new BufferedImage(SCALE * drawing.width(), SCALE * drawing.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(SCALE, SCALE);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
        PngRenderer canvas = new PngRenderer(graphics);
        drawing.marks().forEach(mark -> mark.drawOn(canvas));
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException(file + ": this Java writes no PNG files");
        }
        OutputFile.write(file, bytes.toByteArray());
    }

    @Override
    public void line(Mark.Line line) {
        float width = line.color() == ChartColor.AXIS || line.color() == ChartColor.GRID ? 1 : 1.8f;
        graphics.setColor(line.color().rgb());
        graphics.setStroke(
                line.dashed()
                        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
                        : new BasicStroke(width));
        Path2D path = new Path2D.Double();
        for (Mark.Point point : line.points()) {
            if (path.getCurrentPoint() == null) {
                path.moveTo(point.x(), point.y());
            } else {
                path.lineTo(point.x(), point.y());
            }
        }
        graphics.draw(path);
    }

    @Override
    public void box(Mark.Box box) {
        graphics.setColor(box.color().rgb());
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) box.opacity()));
        graphics.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
        graphics.setComposite(AlphaComposite.SrcOver);
    }

    @Override
    public void dot(Mark.Dot dot) {
        double side = 2 * dot.radius();
        graphics.setColor(dot.color().rgb());
        graphics.fill(new Ellipse2D.Double(dot.x() - dot.radius(), dot.y() - dot.radius(), side, side));
    }

    @Override
    public void label(Mark.Label label) {
        String text = VisibleText.of(label.text());
        double width = graphics.getFontMetrics().stringWidth(text);
        double shift = switch (label.anchor()) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        graphics.setColor(label.color().rgb());
        graphics.drawString(text, (float) (label.x() - shift), (float) label.y());
    }
}
