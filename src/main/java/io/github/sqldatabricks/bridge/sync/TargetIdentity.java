package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.Locale;

/**
 * Which table a name really means, by the server's own names: whichever way leads there (another country, an alias of the host,
 * a synonym, other letters), it is the same. A view of one table is that table.
 *
 * @param server the server's own name, with its instance
 * @param database in which the table is
 * @param schema of the table
 * @param table its name; as it was asked for when there is no such table
 */
public record TargetIdentity(String server, String database, String schema, String table) {

    /** The schema of the bridge's own tables, in targets and in its store. */
    static final String RESERVED_SCHEMA = "bridge";

    /** Equal for names of the same table; SHA-256, hexadecimal. Names that differ in case only share it, which does no harm. */
    public String key() {
        return Hashes.of(lower(server), lower(database), lower(schema), lower(table));
    }

    /** Whether the table is the bridge's own. */
    public boolean isReserved() {
        return schema.equalsIgnoreCase(RESERVED_SCHEMA);
    }

    /** @throws BridgeException.NotAllowed ({@code reserved-target}) when the table is the bridge's own */
    void requireNotReserved(SqlServerTable asked) {
        if (isReserved()) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.RESERVED_TARGET,
                    "The target " + asked + " is a table of the schema '" + RESERVED_SCHEMA
                            + "', in which the bridge keeps what it knows of events; events never change it. Nothing"
                            + " was changed; correct target_table.");
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * What events of the same table share, so that they are applied one at a time and in their order.
     *
     * @param hash SHA-256, hexadecimal
     * @param confirmed whether the server was asked which table it is; else it is by names as they are written
     */
    public record TargetKey(String hash, boolean confirmed) {}
}
