/** What can be read of a workspace: the selected tables as streams with their JSON schemas, and whether they may be read. */
package io.github.sqldatabricks.bridge.airbyte.discovery;
