/** {@code bridge sync}: event sync from the command line, by the REST API of a running service. */
package io.github.sqldatabricks.bridge.cli.sync;
