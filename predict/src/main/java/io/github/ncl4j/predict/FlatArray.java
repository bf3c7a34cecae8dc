package io.github.ncl4j.predict;

import java.util.ArrayList;
import java.util.List;

/** Reads a JSON array of texts and numbers, all that the metadata of a model hold: no reason for a library. */
final class FlatArray {

    private final String json;
    private int at;

    private FlatArray(String json) {
        this.json = json;
    }

    /**
     * Reads an array.
     *
     * @return its elements, texts without their quotation marks
     * @throws IllegalArgumentException if it is anything else
     */
    static List<String> parse(String json) {
        return new FlatArray(json).read();
    }

    private List<String> read() {
        List<String> elements = new ArrayList<>();
        expect('[');
        if (peek() != ']') {
            elements.add(element());
            while (peek() == ',') {
                at++;
                elements.add(element());
            }
        }
        expect(']');
        if (peek() != 0) {
            throw broken();
        }
        return elements;
    }

    /** The next character that is no blank; 0 at the end. */
    private char peek() {
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        return at < json.length() ? json.charAt(at) : 0;
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw broken();
        }
        at++;
    }

    private String element() {
        if (peek() == '"') {
            return text();
        }
        int from = at;
        while (at < json.length() && "+-.0123456789eE".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        if (at == from) {
            throw broken();
        }
        return json.substring(from, at);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < json.length() && json.charAt(at) != '"') {
            char next = json.charAt(at++);
            text.append(next == '\\' ? escaped() : next);
        }
        expect('"');
        return text.toString();
    }

    private char escaped() {
        char code = at < json.length() ? json.charAt(at++) : 0;
        return switch (code) {
            case '"', '\\', '/' -> code;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw broken();
        };
    }

    private char unicode() {
        if (at + 4 > json.length()) {
            throw broken();
        }
        at += 4;
        return (char) Integer.parseInt(json.substring(at - 4, at), 16);
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("is no JSON array of texts or numbers (at character " + at + ")");
    }
}
