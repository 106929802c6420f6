/** Requests of people who mean harm: every endpoint, every field, by tables that are made of the OpenAPI document. */
package io.github.sqldatabricks.bridge.abuse;
