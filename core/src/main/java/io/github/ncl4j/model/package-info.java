/** Backbones, classifiers, experts and the ensemble, as plain functions over named weights. */
@NullMarked
package io.github.ncl4j.model;

import org.jspecify.annotations.NullMarked;
