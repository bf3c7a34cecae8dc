package io.github.ncl4j.dataset;

import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.dataset.CheckReport.Copies;
import io.github.ncl4j.dataset.CheckReport.Part;
import io.github.ncl4j.dataset.CheckReport.Sizes;
import io.github.ncl4j.dataset.CheckReport.Unreadable;
import io.github.ncl4j.dataset.CheckedPart.CheckedImage;
import io.github.ncl4j.dataset.CheckedPart.Finding;
import io.github.ncl4j.image.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Reads every image of a data set and tells what would spoil training or its evaluation. */
public final class DatasetCheck {

    /** An image of a part, by its content. */
    private record Place(int part, CheckedImage image) {}

    private final List<CheckedPart> parts;
    private final List<Part> reports = new ArrayList<>();
    private final Map<String, List<Place>> byContent = new LinkedHashMap<>();
    private final List<String> classProblems = new ArrayList<>();
    private final List<String> classNotes = new ArrayList<>();
    private final Map<Integer, ClassAlignment> alignments = new HashMap<>();

    private DatasetCheck(List<CheckedPart> parts) {
        this.parts = parts;
    }

    /**
     * Checks.
     *
     * @param parts whose images must not overlap; the first is what a model is trained on
     * @param threads that read images, at least 1
     * @param progress called after each image, by any of the threads
     * @return what was found, which does not depend on the number of threads
     * @throws InterruptedException if the thread is interrupted
     */
    public static CheckReport run(List<CheckedPart> parts, int threads, Runnable progress) throws InterruptedException {
        DatasetCheck check = new DatasetCheck(parts);
        check.matchClasses();
        for (int p = 0; p < parts.size(); p++) {
            check.add(p, look(parts.get(p).images(), threads, progress));
        }
        return check.report();
    }

    /** Matches the classes of every other part with those of the first, as training does. */
    private void matchClasses() {
        CheckedPart first = parts.get(0);
        for (int p = 1; p < parts.size(); p++) {
            CheckedPart part = parts.get(p);
            try {
                ClassAlignment alignment =
                        ClassAlignment.of(first.name(), first.classNames(), part.name(), part.classNames());
                alignments.put(p, alignment);
                classNotes.addAll(alignment.describe());
                alignment.requireKnown(part.images().stream().mapToInt(CheckedImage::category));
            } catch (DataException e) {
                classProblems.add(e.getMessage());
            }
        }
    }

    /** The class of an image by the first part's number, or, where that has no such class, by one of no class of it. */
    private int commonClass(Place place) {
        ClassAlignment alignment = alignments.get(place.part());
        int category = place.image().category();
        return alignment == null ? category : alignment.numbers()[category];
    }

    private static Finding[] look(List<CheckedImage> images, int threads, Runnable progress)
            throws InterruptedException {
        Finding[] findings = new Finding[images.size()];
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(workers.submit(() -> {
                    for (int i = next.getAndIncrement(); i < findings.length; i = next.getAndIncrement()) {
                        findings[i] = images.get(i).look();
                        progress.run();
                    }
                }));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an image could not be checked: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
        return findings;
    }

    private void add(int number, Finding[] findings) {
        CheckedPart part = parts.get(number);
        List<String> missing = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<Finding.Decoded> decoded = new ArrayList<>();
        int[] counts = new int[part.classNames().size()];
        for (int i = 0; i < findings.length; i++) {
            CheckedImage image = part.images().get(i);
            counts[image.category()]++;
            if (findings[i] instanceof Finding.Decoded found) {
                decoded.add(found);
                byContent
                        .computeIfAbsent(found.content(), content -> new ArrayList<>())
                        .add(new Place(number, image));
            } else if (findings[i] instanceof Finding.Unreadable broken) {
                unreadable.add(new Unreadable(image.name(), broken.reason()));
            } else {
                missing.add(image.name());
            }
        }
        List<String> empty = IntStream.range(0, counts.length)
                .filter(c -> counts[c] == 0)
                .mapToObj(part.classNames()::get)
                .toList();
        reports.add(
                new Part(part.name(), findings.length, counts.length, empty, missing, unreadable, Sizes.of(decoded)));
    }

    private CheckReport report() {
        List<Copies> duplicates = new ArrayList<>();
        List<Copies> leaks = new ArrayList<>();
        for (List<Place> places : byContent.values()) {
            if (places.size() > 1) {
                boolean isLeak = places.stream()
                        .anyMatch(place -> place.part() != places.get(0).part());
                (isLeak ? leaks : duplicates).add(copies(places));
            }
        }
        return new CheckReport(reports, classProblems, classNotes, duplicates, leaks);
    }

    private Copies copies(List<Place> places) {
        List<CheckReport.Copy> copies = places.stream()
                .map(place -> new CheckReport.Copy(
                        parts.get(place.part()).name(),
                        place.image().name(),
                        place.image().category()))
                .toList();
        boolean conflict = new HashSet<>(places.stream().map(this::commonClass).toList()).size() > 1;
        return new Copies(conflict, copies);
    }
}
