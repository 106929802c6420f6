/** The audit trail over REST, for administrators. */
package io.github.sqldatabricks.bridge.api.audit;
