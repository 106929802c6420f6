/** Event sync over HTTP: the {@code /sync} endpoints and the WebSocket that tells of changes. */
package io.github.sqldatabricks.bridge.api.sync;
