package io.github.sqldatabricks.bridge.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text with aligned columns. Columns of numbers are aligned to the right. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();

    public TextTable(String... headers) {
        lines.add(List.of(headers));
    }

    /** A table of these rows, with NULL for null. */
    public static TextTable of(TextRows rows) {
        TextTable table = new TextTable(rows.columns().toArray(String[]::new));
        for (List<String> row : rows.rows()) {
            table.row(row.stream().map(value -> value == null ? "NULL" : value).toArray(String[]::new));
        }
        return table;
    }

    /** Adds a row with as many cells as there are headers; a cell's text stays on one line. */
    public TextTable row(String... cells) {
        if (cells.length != lines.get(0).size()) {
            throw new IllegalArgumentException(
                    "expected " + lines.get(0).size() + " cells but got " + Arrays.toString(cells));
        }
        lines.add(Arrays.stream(cells).map(TextTable::onOneLine).toList());
        return this;
    }

    /** Line breaks become blanks, and what could do something to a terminal a question mark. */
    private static String onOneLine(String cell) {
        return cell.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cc}", "?");
    }

    /** The table as lines: headers, a rule, rows. */
    public String render() {
        int[] widths = IntStream.range(0, lines.get(0).size()).map(this::width).toArray();
        List<String> rendered = new ArrayList<>();
        lines.forEach(line -> rendered.add(rendered(line, widths)));
        String rule = Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining(GAP));
        rendered.add(1, rule);
        return String.join(System.lineSeparator(), rendered);
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return lines.size() > 1
                && lines.stream().skip(1).allMatch(line -> line.get(column).matches("-?[0-9.,]+( [KMGT]?i?B)?|-|"));
    }

    private String rendered(List<String> line, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> padded(line.get(column), widths[column], isNumeric(column)))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String padded(String cell, int width, boolean toTheRight) {
        String padding = " ".repeat(width - cell.length());
        return toTheRight ? padding + cell : cell + padding;
    }

    /**
     * Some rows as text, for people.
     *
     * @param columns names, in order
     * @param rows values in the order of the columns; null is NULL
     */
    public record TextRows(List<String> columns, List<List<String>> rows) {

        /** Only the first columns, or all when there are fewer. */
        public TextRows firstColumns(int count) {
            int kept = Math.min(count, columns.size());
            return new TextRows(
                    columns.subList(0, kept),
                    rows.stream().map(row -> row.subList(0, kept)).toList());
        }
    }
}
