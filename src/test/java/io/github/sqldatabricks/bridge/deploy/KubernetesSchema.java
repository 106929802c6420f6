package io.github.sqldatabricks.bridge.deploy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Set;

/**
 * What Kubernetes accepts, by the models that its own project generates out of its OpenAPI document: unknown fields, missing
 * ones and wrong types are refused. Of kinds that others define only the version is known.
 */
final class KubernetesSchema {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final Map<String, String> PREFIXES = Map.of(
            "v1", "V1", "apps/v1", "V1", "policy/v1", "V1", "networking.k8s.io/v1", "V1", "autoscaling/v2", "V2");

    private static final Set<String> OTHERS = Set.of(
            "keda.sh/v1alpha1 ScaledObject",
            "keda.sh/v1alpha1 TriggerAuthentication",
            "monitoring.coreos.com/v1 ServiceMonitor",
            "monitoring.coreos.com/v1 PrometheusRule");

    private KubernetesSchema() {}

    /** @throws AssertionError when the object is not valid */
    static void validate(Manifest manifest) {
        if (OTHERS.contains(manifest.apiVersion() + " " + manifest.kind())) {
            return;
        }
        String prefix = PREFIXES.get(manifest.apiVersion());
        if (prefix == null) {
            throw new AssertionError(manifest + ": unknown apiVersion " + manifest.apiVersion());
        }
        validate(manifest, MODELS + prefix + manifest.kind());
    }

    private static void validate(Manifest manifest, String model) {
        JsonElement json = JsonParser.parseString(manifest.content().toString());
        try {
            Class<?> type = Class.forName(model);
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            // The method above leaves out the types of numbers and truth values.
            JSON.getGson().fromJson(json, type);
        } catch (InvocationTargetException e) {
            throw new AssertionError(manifest + ": " + e.getCause().getMessage(), e.getCause());
        } catch (JsonParseException e) {
            throw new AssertionError(manifest + ": " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(manifest + ": no such kind", e);
        }
    }
}
