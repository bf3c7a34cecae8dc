package io.github.ncl4j.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the files of one version of a CIFAR data set.
 *
 * @param archive the official archive
 * @param folder the folder in the archive
 * @param train training files in order; a subset may lack the later ones
 * @param test the test file
 * @param names the file of class names
 */
record CifarFiles(String archive, String folder, List<String> train, String test, String names) {

    /** The files that are read. */
    List<String> all() {
        List<String> all = new ArrayList<>(train);
        all.add(test);
        all.add(names);
        return all;
    }
}
