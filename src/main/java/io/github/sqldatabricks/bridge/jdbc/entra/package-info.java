/** Logins at SQL Server by tokens of Microsoft Entra, for every pool that talks to one. */
package io.github.sqldatabricks.bridge.jdbc.entra;
