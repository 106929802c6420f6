package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Chooses the reader of types that every JDBC driver gives alike; an adapter adds what its driver needs beyond. */
public final class ColumnReaders {

    private ColumnReaders() {}

    /**
     * The reader of numbers, text, bytes and dates.
     *
     * @param index of the column in the result, from 1
     * @param large whether a value can be so large that it is read in pieces
     * @throws IllegalArgumentException for timestamps and instants, which need a {@link FractionRule}
     */
    public static ColumnReader plain(int index, ColumnType type, boolean large, ValueLimit limit) {
        return switch (type.kind()) {
            case BOOL, INT16, INT32, INT64 -> new NumberReaders.Whole(index);
            case FLOAT32 -> new NumberReaders.Float32(index);
            case FLOAT64 -> new NumberReaders.Float64(index);
            case DECIMAL -> NumberReaders.decimal(index, (ColumnType.Decimal) type);
            case TEXT -> large ? LargeValues.text(index, limit) : text(index, limit);
            case BYTES -> large ? LargeValues.bytes(index, limit) : bytes(index, limit);
            case DATE -> new TemporalReaders.Date(index);
            case LOCAL_TIMESTAMP, INSTANT ->
                throw new IllegalArgumentException("a timestamp needs a rule for its fraction");
        };
    }

    /** The reader of a wall clock. */
    public static ColumnReader timestamp(int index, FractionRule rule) {
        return new TemporalReaders.LocalTimestamp(index, rule);
    }

    private static ColumnReader text(int index, ValueLimit limit) {
        return new TextReader(index, (result, column) -> result.getString(column), limit);
    }

    private static ColumnReader bytes(int index, ValueLimit limit) {
        return new BytesReader(index, (result, column) -> result.getBytes(column), limit);
    }

    /**
     * Values that may have gigabytes are read in pieces, so that one over the limit is refused before it fills the memory.
     */
    static final class LargeValues {

        private static final int PIECE = 8192;
        /** SQLState "connection failure" (ISO 9075, class 08). */
        private static final String CONNECTION_FAILURE = "08006";

        private LargeValues() {}

        static TextReader text(int index, ValueLimit limit) {
            return new TextReader(index, (result, column) -> readText(result.getCharacterStream(column), limit), limit);
        }

        static BytesReader bytes(int index, ValueLimit limit) {
            return new BytesReader(index, (result, column) -> readBytes(result.getBinaryStream(column), limit), limit);
        }

        private static String readText(Reader source, ValueLimit limit) throws SQLException {
            if (source == null) {
                return null;
            }
            try (Reader reader = source) {
                List<String> text = new ArrayList<>();
                long bytes = 0;
                char[] piece = new char[PIECE];
                for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
                    text.add(new String(piece, 0, count));
                    bytes += TextSize.utf8(text.get(text.size() - 1));
                    limit.check(bytes);
                }
                // Joined at once into an array of the right length; a builder would grow to several times of it.
                return text.size() == 1 ? text.get(0) : String.join("", text);
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private static byte[] readBytes(InputStream source, ValueLimit limit) throws SQLException {
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
            return new SQLException(
                    "A large value could not be read to its end: " + e.getMessage(), CONNECTION_FAILURE, e);
        }
    }
}
