/** What the Airbyte source asks of a Databricks workspace: its tables, their columns and types, their rows. */
package io.github.sqldatabricks.bridge.airbyte.source;
