package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.time.ZoneId;

/**
 * What a statement runs in. It holds no connection: temporary views do not outlive their statement here.
 *
 * @param catalog that names without one mean
 * @param schema that names without one mean
 * @param zone of TIMESTAMP values as text
 */
record Session(String catalog, String schema, ZoneId zone) {

    static final Session DEFAULT = new Session(Catalogs.MAIN, Catalogs.DEFAULT_SCHEMA, ZoneId.of("UTC"));

    Session withCatalog(String other) {
        return new Session(other, Catalogs.DEFAULT_SCHEMA, zone);
    }

    Session withSchema(String other) {
        return new Session(catalog, other, zone);
    }

    Session withZone(ZoneId other) {
        return new Session(catalog, schema, other);
    }
}
