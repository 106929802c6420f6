/**
 * Who may do what: tokens, the permissions behind them, and which tables a query reads. Everything here fails closed:
 * what is not understood is not allowed. The rules are documented in docs/security.md.
 */
package io.github.sqldatabricks.bridge.access;
