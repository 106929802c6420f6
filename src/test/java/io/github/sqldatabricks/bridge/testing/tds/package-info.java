/** A server that speaks as much of TDS as a login and a few statements need (MS-TDS). */
package io.github.sqldatabricks.bridge.testing.tds;
