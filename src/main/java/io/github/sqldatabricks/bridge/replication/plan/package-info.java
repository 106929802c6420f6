/** What a replication would do: its file, resolved against the source's catalogue, the targets as they are, and who asks. Does nothing. */
package io.github.sqldatabricks.bridge.replication.plan;
