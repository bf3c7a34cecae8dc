package io.github.ncl4j.pytorch;

/** A text from a file, made fit for a message: short, and without what would command a terminal. */
final class Quoted {

    private static final int SHOWN = 80;

    private Quoted() {}

    static String of(String text) {
        return "'" + plain(text) + "'";
    }

    /** Without quotation marks. */
    static String plain(String text) {
        String shortened = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return shortened.replaceAll("\\p{Cntrl}", "?");
    }
}
