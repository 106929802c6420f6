/** Pages for people, rendered from the same views that REST answers with, so that whatever a page shows, a token may read. */
package io.github.sqldatabricks.bridge.console;
