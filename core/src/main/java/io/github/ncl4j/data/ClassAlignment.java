package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which class of a model, or of its training images, each class of some other images is. Classes are matched by name where both
 * sides have names, and by number where one of them has none. Names are compared in Unicode's composed form, because some systems
 * store the names of folders decomposed.
 *
 * @param owner whose numbering counts, for messages: {@code the checkpoint}
 * @param known the names of its classes, by class number
 * @param other the images that are matched, for messages: {@code the images}
 * @param given the names of their classes, by class number
 * @param numbers for each given class the number of the known class of that name; {@value #NONE} where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // a table to look numbers up, which nobody compares
public record ClassAlignment(String owner, List<String> known, String other, List<String> given, int[] numbers) {

    /** The number of a class that the owner does not know. */
    public static final int NONE = -1;

    /** In a message, so many classes are named one by one. */
    private static final int NAMED_CLASSES = 10;

    private static final Logger LOG = LoggerFactory.getLogger(ClassAlignment.class);

    /**
     * Matches classes.
     *
     * @param owner whose numbering counts, for messages
     * @param known the names of its classes, by class number
     * @param other what is matched, for messages
     * @param given the names of its classes, by class number
     * @throws DataException if no class is in common, a name is there twice, or one side has no names and the other has another
     *     number of classes
     */
    public static ClassAlignment of(String owner, List<String> known, String other, List<String> given) {
        if (known.equals(given)) {
            return byNumber(owner, known, other, given);
        }
        requireDistinct(owner, known);
        requireDistinct(other, given);
        List<String> knownNames = composed(known);
        List<String> givenNames = composed(given);
        boolean sameNames = new HashSet<>(knownNames).equals(new HashSet<>(givenNames));
        if (!sameNames && (ClassNames.areNumbers(known) || ClassNames.areNumbers(given))) {
            if (known.size() != given.size()) {
                throw new DataException(other + " are of " + given.size() + " classes, but " + owner + " has "
                        + known.size() + ", and " + (ClassNames.areNumbers(given) ? other + " bring" : owner + " has")
                        + " no class names to match them by; use data with the same classes, or with class_names");
            }
            return byNumber(owner, known, other, given);
        }
        Map<String, Integer> numberOf = new HashMap<>();
        for (int c = 0; c < knownNames.size(); c++) {
            numberOf.put(knownNames.get(c), c);
        }
        int[] numbers = givenNames.stream()
                .mapToInt(name -> numberOf.getOrDefault(name, NONE))
                .toArray();
        ClassAlignment alignment = new ClassAlignment(owner, known, other, given, numbers);
        if (IntStream.of(numbers).allMatch(number -> number == NONE)) {
            throw new DataException(other + " and " + owner + " have no class in common: " + other + " are of "
                    + list(given) + ", and " + owner + " knows " + list(known));
        }
        return alignment;
    }

    private static ClassAlignment byNumber(String owner, List<String> known, String other, List<String> given) {
        return new ClassAlignment(
                owner, known, other, given, IntStream.range(0, given.size()).toArray());
    }

    /**
     * Checks that no name stands for two classes.
     *
     * @param owner whose names they are, for the message
     * @throws DataException that names the first such name and its two classes
     */
    public static void requireDistinct(String owner, List<String> names) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> composed = composed(names);
        for (int c = 0; c < composed.size(); c++) {
            Integer before = seen.putIfAbsent(composed.get(c), c);
            if (before != null) {
                throw new DataException(owner + ": the classes " + before + " and " + c + " have the same name, "
                        + ClassNames.printable(names.get(c)) + "; give each class a name of its own");
            }
        }
    }

    private static List<String> composed(List<String> names) {
        return names.stream().map(ClassNames::composed).toList();
    }

    /** Whether every class has the same number on both sides. */
    public boolean isIdentity() {
        return known.size() == given.size()
                && IntStream.range(0, numbers.length).allMatch(c -> numbers[c] == c);
    }

    /** The names of given classes that the owner does not know, in their order. */
    public List<String> unknown() {
        return IntStream.range(0, numbers.length)
                .filter(c -> numbers[c] == NONE)
                .mapToObj(given::get)
                .toList();
    }

    /** The names of the owner's classes that are not among the given ones, in their order. */
    public List<String> absent() {
        Set<Integer> matched = IntStream.of(numbers).boxed().collect(Collectors.toSet());
        return IntStream.range(0, known.size())
                .filter(c -> !matched.contains(c))
                .mapToObj(known::get)
                .toList();
    }

    /** How many classes have another number on the other side. */
    public int moved() {
        return (int) IntStream.range(0, numbers.length)
                .filter(c -> numbers[c] != NONE && numbers[c] != c)
                .count();
    }

    /** Whether one side has names and the other only numbers, so that classes were matched by number. */
    public boolean isGuessed() {
        return !known.equals(given) && isIdentity() && ClassNames.areNumbers(known) != ClassNames.areNumbers(given);
    }

    /**
     * Images under the owner's class numbers. Images of classes that it does not know are left out; one line in the log says how
     * many, and of which classes, and one says that classes have another order.
     *
     * @param images of the given classes
     * @throws DataException if no image is left
     */
    public ImageDataset common(ImageDataset images) {
        describe().forEach(LOG::warn);
        List<String> empty = withoutImages(images);
        if (!empty.isEmpty()) {
            LOG.warn(
                    "{} have no image of {} of the {} classes of {}, which no figure covers: {}",
                    other,
                    empty.size(),
                    known.size(),
                    owner,
                    list(empty));
        }
        if (isIdentity()) {
            return known.equals(given) ? images : new AlignedDataset(images, this);
        }
        int[] kept = IntStream.range(0, images.size())
                .filter(i -> numbers[images.target(i)] != NONE)
                .toArray();
        if (kept.length == 0) {
            throw new DataException("none of " + other + " is of a class that " + owner + " knows; they are of "
                    + list(List.copyOf(countsOfUnknown(images).keySet())));
        }
        if (kept.length < images.size()) {
            Map<String, Integer> counts = countsOfUnknown(images);
            LOG.warn(
                    "{} of {} images are left out, because {} does not know their classes: {}",
                    images.size() - kept.length,
                    images.size(),
                    owner,
                    list(counts.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .toList()));
        }
        return new AlignedDataset(new DatasetSubset(images, kept), this);
    }

    /**
     * Images under the owner's class numbers, none of which is of a class that the owner does not know.
     *
     * @param images of the given classes
     * @throws DataException if there is an image of a class that the owner does not know; the message names such classes
     */
    public ImageDataset complete(ImageDataset images) {
        requireKnown(IntStream.range(0, images.size()).map(images::target));
        return common(images);
    }

    /**
     * Checks that the owner knows the classes of all images.
     *
     * @param targets the given classes of the images
     * @throws DataException that names the others
     */
    public void requireKnown(IntStream targets) {
        List<String> unknown = List.copyOf(countsOfUnknown(targets.toArray()).keySet());
        if (!unknown.isEmpty()) {
            throw new DataException(
                    other + " have images of " + unknown.size() + " classes that " + owner
                            + " has no class for: " + list(unknown)
                            + "; a model can never be right about them. Add training images of these classes, or take them out");
        }
    }

    /** Lines for people: classes in another order, classes that the other side lacks, and numbers that stand for names. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        if (isGuessed()) {
            lines.add(other + " have " + namesOrNumbers(given) + ", and " + owner + " has " + namesOrNumbers(known)
                    + ": the classes were matched by their numbers");
        }
        if (moved() > 0) {
            lines.add(other + ": " + moved() + " of " + given.size() + " classes have another number than in " + owner
                    + " and were matched by name");
        }
        List<String> absent = absent();
        if (!absent.isEmpty()) {
            lines.add(other + " have " + (known.size() - absent.size()) + " of the " + known.size() + " classes of "
                    + owner + "; missing: " + list(absent));
        }
        return lines;
    }

    /** The classes that both sides have and of which there is no image. */
    List<String> withoutImages(ImageDataset images) {
        Set<Integer> seen =
                IntStream.range(0, images.size()).map(images::target).boxed().collect(Collectors.toSet());
        return IntStream.range(0, numbers.length)
                .filter(c -> numbers[c] != NONE && !seen.contains(c))
                .mapToObj(given::get)
                .toList();
    }

    private Map<String, Integer> countsOfUnknown(ImageDataset images) {
        return countsOfUnknown(
                IntStream.range(0, images.size()).map(images::target).toArray());
    }

    private Map<String, Integer> countsOfUnknown(int[] targets) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int target : targets) {
            if (numbers[target] == NONE) {
                counts.merge(given.get(target), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String namesOrNumbers(List<String> names) {
        return ClassNames.areNumbers(names) ? "no class names" : "class names";
    }

    /** The first names, separated by commas. */
    static String list(List<String> names) {
        return Listing.of(names.stream().map(ClassNames::printable).toList(), NAMED_CLASSES);
    }

    @Override
    public String toString() {
        return other + " to " + owner + ": " + Arrays.toString(numbers);
    }
}
