/** Who may open a page: log-in, sessions' cookie, and the refusal of what other sites send. */
package io.github.sqldatabricks.bridge.console.login;
