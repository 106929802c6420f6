/**
 * REST: resources, what goes over the wire (JSON in snake_case), and the one place where errors become
 * {@code application/problem+json}. The shapes are those of the service that this one replaces, and more.
 */
package io.github.sqldatabricks.bridge.api;
