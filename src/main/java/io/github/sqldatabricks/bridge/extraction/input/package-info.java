/**
 * What people give an extraction besides the template: folders and files below configured roots, and the parameters of
 * a country. Reads files; nothing remote.
 */
package io.github.sqldatabricks.bridge.extraction.input;
