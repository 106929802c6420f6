/** {@code bridge airbyte}: the commands of the Airbyte protocol. They never start the service. */
package io.github.sqldatabricks.bridge.cli.airbyte;
