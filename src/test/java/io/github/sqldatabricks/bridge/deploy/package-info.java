/** What the service is deployed with: Kubernetes manifests and images. */
package io.github.sqldatabricks.bridge.deploy;
