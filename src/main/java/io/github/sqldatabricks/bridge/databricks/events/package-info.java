/** The events table: its shape, the statement that reads it and the one that writes statuses into it. */
package io.github.sqldatabricks.bridge.databricks.events;
