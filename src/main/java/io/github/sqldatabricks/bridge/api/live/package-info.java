/** Streams that tell whoever looks what has changed: pages of the console, and {@code GET /jobs/live}. */
package io.github.sqldatabricks.bridge.api.live;
