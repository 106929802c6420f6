/** The rows of Databricks tables that event sync copies, read so that no getter of the driver can change a value. */
package io.github.sqldatabricks.bridge.databricks.source;
