/** Logging in by an OpenID Connect provider; nothing of it runs unless {@code bridge.access.oidc.issuer} is set. */
package io.github.sqldatabricks.bridge.api.security.oidc;
