/** What clients of the predecessor find below {@code bridge.api.base-path}, in its forms; docs/migration.md lists all. */
package io.github.sqldatabricks.bridge.api.older;
