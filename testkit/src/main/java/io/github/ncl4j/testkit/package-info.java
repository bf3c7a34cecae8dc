/** Data, processes and readers that the tests of several modules share; knows no module of the project. */
@NullMarked
package io.github.ncl4j.testkit;

import org.jspecify.annotations.NullMarked;
