package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers of text and bytes. Values that may have gigabytes are read in pieces, so that one over the limit is refused before it
 * fills the memory.
 */
public final class VariableLengthReaders {

    private static final int PIECE = 8192;
    /** SQLState "connection failure" (ISO 9075, class 08). */
    private static final String CONNECTION_FAILURE = "08006";

    private VariableLengthReaders() {}

    /** @param large whether it is read in pieces */
    static ColumnReader text(int index, boolean large, ColumnLimit limit) {
        return large
                ? new Text(index, (result, column) -> pieces(result.getCharacterStream(column), limit), limit)
                : new Text(index, ResultSet::getString, limit);
    }

    /** @param large whether it is read in pieces */
    static ColumnReader bytes(int index, boolean large, ColumnLimit limit) {
        return large
                ? new Bytes(index, (result, column) -> pieces(result.getBinaryStream(column), limit), limit)
                : new Bytes(index, ResultSet::getBytes, limit);
    }

    /** Gives a column's value as text. */
    @FunctionalInterface
    public interface TextSource {

        /** The current row's value, or null. */
        String read(ResultSet result, int index) throws SQLException;
    }

    /** Text, from wherever its source takes it. */
    record Text(int index, TextSource source, ColumnLimit limit) implements ColumnReader {

        private static final long OBJECT_BYTES = 48;
        private static final int LARGE = 64 << 10;
        private static final int LATIN_1 = 0x100;

        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            String value = source.read(result, index);
            if (value == null) {
                return ColumnReader.readNull(vector, row);
            }
            limit.checkText(value);
            ((ColumnVector.Objects) vector).set(row, value);
            return OBJECT_BYTES + bytesInMemory(value);
        }

        /** The JVM keeps one byte for each char of Latin-1 text; short text counts as two each. */
        private static long bytesInMemory(String text) {
            int length = text.length();
            return length >= LARGE && isLatin1(text) ? length : Character.BYTES * (long) length;
        }

        private static boolean isLatin1(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) >= LATIN_1) {
                    return false;
                }
            }
            return true;
        }
    }

    @FunctionalInterface
    private interface BytesSource {
        byte[] read(ResultSet result, int index) throws SQLException;
    }

    private record Bytes(int index, BytesSource source, ColumnLimit limit) implements ColumnReader {

        private static final long OBJECT_BYTES = 16;

        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            byte[] value = source.read(result, index);
            if (value == null) {
                return ColumnReader.readNull(vector, row);
            }
            limit.check(value.length);
            ((ColumnVector.Objects) vector).set(row, value);
            return SLOT_BYTES + OBJECT_BYTES + value.length;
        }
    }

    private static String pieces(Reader source, ColumnLimit limit) throws SQLException {
        if (source == null) {
            return null;
        }
        try (Reader reader = source) {
            List<String> text = new ArrayList<>();
            long bytes = 0;
            char[] piece = new char[PIECE];
            for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
                text.add(new String(piece, 0, count));
                bytes += ValueBound.utf8Bytes(text.get(text.size() - 1));
                limit.check(bytes);
            }
            // Joined at once into an array of the right length; a builder would grow to several times of it.
            return text.size() == 1 ? text.get(0) : String.join("", text);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static byte[] pieces(InputStream source, ColumnLimit limit) throws SQLException {
        if (source == null) {
            return null;
        }
        try (InputStream in = source) {
            int most = (int) Math.min(Integer.MAX_VALUE - 1, limit.bound().maxBytes());
            byte[] bytes = in.readNBytes(most + 1);
            limit.check(bytes.length);
            return bytes;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static SQLException failure(IOException e) {
        return new SQLException("A large value could not be read to its end: " + e.getMessage(), CONNECTION_FAILURE, e);
    }
}
