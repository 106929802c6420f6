/** How a user configures the Airbyte source: its specification, and the strict reading of what he gave. */
package io.github.sqldatabricks.bridge.airbyte.configuration;
