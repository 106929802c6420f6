package io.github.sqldatabricks.bridge.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.SQLException;

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
            StringBuilder text = new StringBuilder();
            char[] piece = new char[PIECE];
            for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
                text.append(piece, 0, count);
                limit.check(Character.BYTES * (long) text.length());
            }
            return text.toString();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static byte[] readBytes(InputStream source, ValueLimit limit) throws SQLException {
        if (source == null) {
            return null;
        }
        try (InputStream in = source) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                bytes.write(piece, 0, count);
                limit.check(bytes.size());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static SQLException failure(IOException e) {
        return new SQLException("A large value could not be read to its end: " + e.getMessage(), CONNECTION_FAILURE, e);
    }
}
