/** The tables of a workspace as the Airbyte source reads them: Unity Catalog says what they are, the warehouse gives their rows. */
package io.github.sqldatabricks.bridge.databricks.tables;
