package io.github.sqldatabricks.bridge.spark;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;

/** A catalog of Delta tables for names of three levels; open-source Spark has only one, without a name of its own. */
public final class BridgeCatalog extends DeltaCatalog {

    public BridgeCatalog() {
        setDelegateCatalog((CatalogPlugin)
                SparkSession.active().sessionState().catalogManager().v2SessionCatalog());
    }
}
