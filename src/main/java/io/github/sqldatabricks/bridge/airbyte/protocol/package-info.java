/** The messages of the Airbyte protocol, version 0, and the one way they reach standard output. */
package io.github.sqldatabricks.bridge.airbyte.protocol;
