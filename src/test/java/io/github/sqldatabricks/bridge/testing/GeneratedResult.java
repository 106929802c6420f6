package io.github.sqldatabricks.bridge.testing;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.util.Random;

/**
 * A result whose values are made while they are read, so that the result itself takes no memory: every column has values of one
 * length, as a stream of letters or of random bytes.
 */
public final class GeneratedResult {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 -";

    private final int rows;
    private final int length;
    private final boolean latin;
    private int row;

    private GeneratedResult(int rows, int length, boolean latin) {
        this.rows = rows;
        this.length = length;
        this.latin = latin;
    }

    /**
     * A result.
     *
     * @param length characters or bytes of each value
     * @param latin whether characters are letters; else they are Chinese
     */
    public static ResultSet of(int rows, int length, boolean latin) {
        GeneratedResult result = new GeneratedResult(rows, length, latin);
        return (ResultSet) Proxy.newProxyInstance(
                GeneratedResult.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, values) -> {
                    return switch (method.getName()) {
                        case "next" -> result.row++ < result.rows;
                        case "getCharacterStream" -> result.characters();
                        case "getBinaryStream" -> result.bytes();
                        case "getString" -> "x".repeat(result.length);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private Reader characters() {
        Random random = new Random(row);
        return new Reader() {
            private int left = length;

            @Override
            public int read(char[] target, int offset, int count) {
                int given = Math.min(left, count);
                for (int i = 0; i < given; i++) {
                    target[offset + i] = latin
                            ? LETTERS.charAt(random.nextInt(LETTERS.length()))
                            : (char) ('\u4e00' + random.nextInt(5000));
                }
                left -= given;
                return given == 0 && count > 0 ? -1 : given;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private InputStream bytes() {
        Random random = new Random(row);
        return new InputStream() {
            private int left = length;

            @Override
            public int read() {
                return left-- > 0 ? random.nextInt(256) : -1;
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                if (left <= 0) {
                    return -1;
                }
                int given = Math.min(left, count);
                for (int i = 0; i < given; i++) {
                    target[offset + i] = (byte) random.nextInt();
                }
                left -= given;
                return given;
            }
        };
    }
}
