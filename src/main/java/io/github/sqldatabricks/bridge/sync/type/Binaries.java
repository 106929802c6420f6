package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;

/** binary, varbinary and image. */
final class Binaries {

    private Binaries() {}

    /** A shorter value is refused: SQL Server would fill it with zeros, and it would be another one. */
    static TargetType fixed(DeclaredType declared) {
        return of(declared, declared.maxBytes(), "exactly ");
    }

    static TargetType varying(DeclaredType declared) {
        return of(declared, 0, "at most ");
    }

    private static TargetType of(DeclaredType declared, int least, String bound) {
        int most = declared.maxBytes();
        return CheckedType.of(declared)
                .taking(
                        ColumnType.Bytes.class,
                        source -> Values.bytes(value -> {
                            if (value.length < least || value.length > most) {
                                throw Values.refused(bound + most + " bytes");
                            }
                            return value;
                        }));
    }
}
