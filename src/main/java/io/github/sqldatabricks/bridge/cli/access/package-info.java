/** {@code bridge token} and {@code bridge perms}: work on the permissions file alone, without the service. */
package io.github.sqldatabricks.bridge.cli.access;
