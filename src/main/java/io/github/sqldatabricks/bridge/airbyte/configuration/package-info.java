/** How a user configures the Airbyte source: its specification, and the strict reading of what they gave. */
package io.github.sqldatabricks.bridge.airbyte.configuration;
