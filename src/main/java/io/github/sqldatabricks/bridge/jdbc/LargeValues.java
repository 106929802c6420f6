package io.github.sqldatabricks.bridge.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Values that may have gigabytes are read in pieces, so that one over the limit is refused before it fills the memory.
 */
final class LargeValues {

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
        return new SQLException("A large value could not be read to its end: " + e.getMessage(), CONNECTION_FAILURE, e);
    }
}
