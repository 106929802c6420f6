/** What can be asked for: countries, query templates and their parameters. */
package io.github.sqldatabricks.bridge.api.template;
