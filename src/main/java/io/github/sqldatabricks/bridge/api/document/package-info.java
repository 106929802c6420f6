/** Completes the OpenAPI document by what follows from the kind of an operation or body, so that no annotation repeats it. */
package io.github.sqldatabricks.bridge.api.document;
