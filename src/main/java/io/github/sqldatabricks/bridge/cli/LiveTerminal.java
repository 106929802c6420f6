package io.github.sqldatabricks.bridge.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The terminal on standard error, when there is one: a few live lines at the bottom, which are rewritten in place, and the
 * log above them. It takes the place of {@link System#err}, so that whatever else writes there (log, audit trail) never
 * lands between the live lines: they are taken away, the text is written, and they are drawn again below it. Thread-safe.
 */
final class LiveTerminal extends FilterOutputStream {

    /** Up to the first live line, and nothing below it any more (ECMA-48). */
    private static final String ERASE = "\r\u001b[%dA\u001b[J";

    private static final int DEFAULT_ROWS = 24;
    private static final int DEFAULT_COLUMNS = 80;

    private static LiveTerminal installed;

    private final int rows;
    private final int columns;
    private List<String> live = List.of();
    private boolean drawn;

    /**
     * @param terminal where the bytes go
     * @param rows the terminal's height
     * @param columns its width, in characters; longer live lines are cut, because a wrapped line counts twice
     */
    LiveTerminal(OutputStream terminal, int rows, int columns) {
        super(terminal);
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Takes the place of standard error when that is a terminal (system property {@code cli.terminal}, which the script
     * {@code bridge} sets with {@code cli.rows} and {@code cli.columns}). Before the log is set up, which keeps the stream
     * that it finds.
     */
    static synchronized void install() {
        if (Boolean.getBoolean("cli.terminal") && installed == null) {
            installed = new LiveTerminal(
                    System.err, positive("cli.rows", DEFAULT_ROWS), positive("cli.columns", DEFAULT_COLUMNS));
            System.setErr(new PrintStream(installed, true, StandardCharsets.UTF_8));
        }
    }

    /** The installed one, or null where standard error is no terminal. */
    static synchronized LiveTerminal installed() {
        return installed;
    }

    private static int positive(String property, int otherwise) {
        Integer value = Integer.getInteger(property);
        return value == null || value <= 0 ? otherwise : value;
    }

    /** How many live lines fit, so that the line before them can still be seen. */
    int room() {
        return Math.max(1, rows - 2);
    }

    /** Draws these lines in the place of the present ones; at most {@link #room}. */
    synchronized void show(List<String> lines) throws IOException {
        erase();
        live = List.copyOf(lines);
        draw();
    }

    /** Leaves the lines where they are; what comes now is written below them. */
    synchronized void leave() {
        live = List.of();
        drawn = false;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return;
        }
        erase();
        out.write(bytes, from, length);
        if (bytes[from + length - 1] == '\n') {
            draw();
        }
    }

    private void erase() throws IOException {
        if (drawn) {
            out.write(String.format(ERASE, live.size()).getBytes(StandardCharsets.US_ASCII));
            drawn = false;
        }
    }

    private void draw() throws IOException {
        if (!live.isEmpty()) {
            for (String line : live) {
                out.write((cut(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            drawn = true;
        }
        out.flush();
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }
}
