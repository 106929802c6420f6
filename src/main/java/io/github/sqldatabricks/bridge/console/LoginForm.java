package io.github.sqldatabricks.bridge.console;

/**
 * The log-in form.
 *
 * @param base the path of the console as this browser sees it
 * @param to where to go then, below the console's path
 * @param problem why the last attempt did not succeed; empty for the first one
 * @param refused why nobody can log in from there; empty when one can
 */
public record LoginForm(String base, String to, String problem, String refused) {}
