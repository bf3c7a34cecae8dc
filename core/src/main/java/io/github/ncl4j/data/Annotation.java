package io.github.ncl4j.data;

import java.nio.file.Path;

/**
 * One entry of an annotation file.
 *
 * @param imageId its {@code image_id}, as text
 * @param file its {@code fpath}, resolved against the annotation file's folder
 * @param category its {@code category_id}
 */
public record Annotation(String imageId, Path file, int category) {}
