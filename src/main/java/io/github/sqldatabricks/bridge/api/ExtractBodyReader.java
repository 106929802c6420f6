package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes a validated request of what came over the wire. */
final class ExtractBodyReader {

    /** Where they stand in {@code /Volumes/catalog/schema/volume}. */
    private static final int CATALOG = 2;

    private static final int SCHEMA = 3;

    private ExtractBodyReader() {}

    /** @throws BridgeException.InvalidRequest naming the first field that is wrong */
    static ExtractionRequest request(ExtractBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, but the body is empty.");
        }
        return new ExtractionRequest(
                Optional.ofNullable(body.queriesPath()),
                Optional.ofNullable(body.configPath()),
                new Country(body.country()),
                Optional.ofNullable(body.destination())
                        .filter(path -> !path.isEmpty())
                        .map(VolumePath::new),
                queries(body),
                Boolean.TRUE.equals(body.overwrite()),
                chunkSize(body),
                body.parameters() == null ? Map.of() : ParameterReader.read(body.parameters()),
                limit(body));
    }

    /**
     * The key of header or body.
     *
     * @throws BridgeException.InvalidRequest when both are there and differ, or one is not valid
     */
    static Optional<IdempotencyKey> key(String header, ExtractBody body) {
        String token = body == null ? null : body.idempotencyToken();
        if (header != null && token != null && !header.equals(token)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_IDEMPOTENCY_KEY,
                    "Expected one idempotency key, but the header Idempotency-Key and idempotency_token differ.");
        }
        return Optional.ofNullable(header != null ? header : token).map(IdempotencyKey::new);
    }

    /**
     * Checks that output goes where the predecessor's fields say. It made tables there; the bridge writes files into a volume.
     *
     * @param destination where the output of the request goes
     * @throws BridgeException.InvalidRequest when that is another catalog or schema
     */
    static void requireSamePlace(ExtractBody body, VolumePath destination) {
        requireSame("target_catalog", body.targetCatalog(), destination, CATALOG);
        requireSame("target_schema", body.targetSchema(), destination, SCHEMA);
    }

    private static void requireSame(String field, String name, VolumePath destination, int part) {
        if (name != null && !name.equalsIgnoreCase(destination.value().split("/")[part])) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNSUPPORTED_FIELD,
                    "Expected " + field + " to be left out, or to be that of the destination, which is " + destination
                            + ". The bridge writes files into a volume and makes no tables: name the volume by destination.");
        }
    }

    private static List<QueryName> queries(ExtractBody body) {
        if (body.queries() == null) {
            return List.of();
        }
        if (body.queries().isEmpty() || body.queries().stream().anyMatch(Objects::isNull)) {
            throw invalid("queries", "a list of names, or null for all");
        }
        return body.queries().stream().map(QueryName::new).toList();
    }

    private static OptionalInt chunkSize(ExtractBody body) {
        if (body.chunkSize() == null) {
            return OptionalInt.empty();
        }
        if (body.chunkSize() < 1) {
            throw invalid("chunk_size", "a number of rows of at least 1");
        }
        return OptionalInt.of(body.chunkSize());
    }

    private static OptionalLong limit(ExtractBody body) {
        if (body.limit() == null) {
            return OptionalLong.empty();
        }
        if (body.limit() < 1) {
            throw invalid("limit", "a number of rows of at least 1");
        }
        return OptionalLong.of(body.limit());
    }

    private static BridgeException.InvalidRequest invalid(String field, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + field + " to be " + expected + ".");
    }
}
