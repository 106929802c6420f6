/**
 * SQL templates: reading T-SQL just far enough to tell code from strings, names and comments, so that every value is
 * bound and none is pasted.
 */
package io.github.sqldatabricks.bridge.extraction.template;
