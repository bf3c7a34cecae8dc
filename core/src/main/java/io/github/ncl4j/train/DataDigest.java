package io.github.ncl4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.data.ClassNames;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Sha256;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.run.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether all processes train on the same data: the images and their order, labels, class names and what is left out. Each opens its
 * own files, which may be those of another machine. Images are told apart by their place in the data set, not by their bytes, and a
 * few of them also by their size.
 *
 * @param aspects what is compared, by a name for the message; in the order of the message
 */
record DataDigest(Map<String, String> aspects) {

    private static final JsonMapper JSON = new JsonMapper();

    /** So many images of a data set are opened to compare their sizes. */
    private static final int SAMPLE = 16;

    /** A message names so many differences. */
    private static final int NAMED = 6;

    private static final int DIGITS = 12;

    /** Reads what decides the numbers. */
    static DataDigest of(Datasets data) {
        Map<String, String> aspects = new LinkedHashMap<>();
        List<String> names = data.train().classNames();
        aspects.put("classes", Integer.toString(names.size()));
        for (int c = 0; c < names.size(); c++) {
            aspects.put("name of class " + c, ClassNames.composed(names.get(c)));
        }
        aspects.put("images left out", Integer.toString(data.leftOut().size()));
        add(aspects, "training", data.train());
        add(aspects, "validation", data.validation());
        return new DataDigest(aspects);
    }

    private static void add(Map<String, String> aspects, String set, ImageDataset images) {
        aspects.put(set + " images", Integer.toString(images.size()));
        List<String> places = IntStream.range(0, images.size())
                .mapToObj(i -> ClassNames.composed(images.describe(i).replace('\\', '/')))
                .toList();
        int prefix = commonFolder(places);
        aspects.put(
                "names and order of the " + set + " images",
                digest(places.stream().map(place -> place.substring(prefix))));
        aspects.put(
                "labels of the " + set + " images",
                digest(IntStream.range(0, images.size()).map(images::target).mapToObj(Integer::toString)));
        aspects.put("class names of the " + set + " images", digest(images.classNames().stream()));
        int sampled = Math.min(SAMPLE, images.size());
        for (int i = 0; i < sampled; i++) {
            int index = (int) ((long) i * images.size() / sampled);
            aspects.put("size of " + set + " image " + index, size(images, index));
        }
    }

    /** A broken image ends the run where it is used, or is skipped, as the configuration says. */
    private static String size(ImageDataset images, int index) {
        try {
            ImageSource image = images.source(index);
            return image.width() + " x " + image.height();
        } catch (DataException e) {
            return "unreadable";
        }
    }

    /** Length of what all places begin with: machines may have the same images in other folders. */
    private static int commonFolder(List<String> places) {
        if (places.isEmpty()) {
            return 0;
        }
        String first = places.get(0);
        int length = first.length();
        for (String place : places) {
            int equal = 0;
            while (equal < Math.min(length, place.length()) && first.charAt(equal) == place.charAt(equal)) {
                equal++;
            }
            length = equal;
        }
        return first.substring(0, length).lastIndexOf('/') + 1;
    }

    private static String digest(Stream<String> texts) {
        MessageDigest digest = Sha256.start();
        texts.forEach(text -> {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        });
        return Sha256.hex(digest).substring(0, DIGITS);
    }

    /**
     * Compares this process with rank 0. An exchange.
     *
     * @throws TrainingException if this process has other data; the message names the rank and what differs
     */
    void requireThatOfFirst(World world) {
        try {
            byte[] first = world.fromFirst(JSON.writeValueAsBytes(aspects));
            List<String> differences = differences(JSON.readValue(first, new TypeReference<>() {}));
            if (!differences.isEmpty()) {
                throw new TrainingException("rank " + world.contract().rank() + " has other data than rank 0 ("
                        + String.join("; ", differences)
                        + "); give all processes the same images, labels and class names");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a map of texts always has a JSON form
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every aspect in which this process differs from another, the first ones with both values. */
    List<String> differences(Map<String, String> first) {
        List<String> differences = new ArrayList<>();
        aspects.forEach((name, own) -> {
            // Of fewer classes or images there are fewer aspects; their number is one of them.
            String theirs = first.get(name);
            if (theirs != null && !own.equals(theirs)) {
                differences.add(name + ": " + theirs + ", here " + own);
            }
        });
        if (differences.size() > NAMED) {
            int more = differences.size() - NAMED;
            differences.subList(NAMED, differences.size()).clear();
            differences.add("and " + more + " more");
        }
        return differences;
    }
}
