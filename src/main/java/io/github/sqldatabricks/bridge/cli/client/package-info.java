/** What commands have in common that ask a running service. */
package io.github.sqldatabricks.bridge.cli.client;
