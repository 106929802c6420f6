package io.github.sqldatabricks.bridge.databricks;

/**
 * What to do about answers whose remedy depends on who asked; each a whole sentence.
 *
 * @param unauthorized the login was refused
 * @param forbidden a right is missing
 * @param notFound what was named does not exist, or may not be seen
 */
public record Advice(String unauthorized, String forbidden, String notFound) {

    static final Advice VOLUMES = new Advice(
            "Check DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET: wrong, expired"
                    + " or of another workspace.",
            "Grant the bridge's principal READ VOLUME and WRITE VOLUME on the volume, USE SCHEMA on its"
                    + " schema and USE CATALOG on its catalog.",
            "Check that the catalog, schema and volume exist and that the principal has USE CATALOG and"
                    + " USE SCHEMA; the bridge creates folders, but no volumes.");
}
