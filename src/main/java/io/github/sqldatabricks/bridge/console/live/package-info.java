/** Streams that keep open pages current by sending the parts that have changed. */
package io.github.sqldatabricks.bridge.console.live;
