/** The prediction server: a trained model behind an HTTP API, and the pages that show what it sees and how a training goes on. */
@NullMarked
package io.github.ncl4j.serve;

import org.jspecify.annotations.NullMarked;
