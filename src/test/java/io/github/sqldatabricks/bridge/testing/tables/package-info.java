/** Tables in memory, with versions, a change data feed and faults, for the Airbyte source. */
package io.github.sqldatabricks.bridge.testing.tables;
