package io.github.sqldatabricks.bridge.airbyte.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration.WorkspaceAccess.Credentials;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that a user says about a source, read strictly: what is unknown, of another type or out of range is refused, never guessed.
 */
public record ConnectorConfiguration(WorkspaceAccess workspace, TableSelection tables, ReadOptions reading) {

    private static final String SPECIFICATION = "/airbyte/spec.json";

    /**
     * Reads the configuration.
     *
     * @throws BridgeException.InvalidRequest with everything that is wrong, and no secret
     */
    public static ConnectorConfiguration read(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_AIRBYTE_CONFIGURATION, "Expected a configuration that is a JSON object.");
        }
        Set<String> problems = new LinkedHashSet<>();
        ConfigurationFields fields = new ConfigurationFields(object, "", problems);
        ConnectorConfiguration configuration = new ConnectorConfiguration(
                WorkspaceAccess.read(fields), TableSelection.read(fields), ReadOptions.read(fields));
        fields.refuseOthers();
        if (!problems.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_AIRBYTE_CONFIGURATION,
                    "The configuration can't be used. " + String.join("; ", problems) + ".");
        }
        return configuration;
    }

    /** The content of a SPEC message: all fields, with titles, descriptions, ranges and which ones are secret. */
    public static ObjectNode specification() {
        try (InputStream in = ConnectorConfiguration.class.getResourceAsStream(SPECIFICATION)) {
            return (ObjectNode) new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where the workspace is, and how to get in.
     *
     * @param url {@code https://host[:port]}; plain http only to this machine
     * @param warehouseId the SQL warehouse, or empty for the only one that the principal sees
     * @param warehouseStartTimeout how long a sleeping warehouse may take to start
     */
    public record WorkspaceAccess(
            URI url, Credentials credentials, Optional<String> warehouseId, Duration warehouseStartTimeout) {

        private static final Pattern WAREHOUSE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
        private static final Pattern HTTP_PATH = Pattern.compile("/sql/1\\.0/warehouses/(" + WAREHOUSE + ")");
        private static final String TOKEN = "personal_access_token";
        private static final URI UNUSABLE = URI.create("https://localhost");

        /** How to log in; never shows a secret. */
        public sealed interface Credentials {

            /** A personal access token. */
            record PersonalAccessToken(String token) implements Credentials {
                @Override
                public String toString() {
                    return "PersonalAccessToken[***]";
                }
            }

            /** A service principal by OAuth, machine to machine. */
            record ServicePrincipal(String clientId, String clientSecret) implements Credentials {
                @Override
                public String toString() {
                    return "ServicePrincipal[" + clientId + ", ***]";
                }
            }
        }

        /** Reads the fields that say where the workspace is and how to log in. */
        static WorkspaceAccess read(ConfigurationFields fields) {
            int startTimeout = fields.integer("warehouse_start_timeout_seconds", 10, 3600, 900);
            return new WorkspaceAccess(url(fields), login(fields), warehouse(fields), Duration.ofSeconds(startTimeout));
        }

        /** The text itself is not shown when it is wrong: some put a token into a URL. */
        private static URI url(ConfigurationFields fields) {
            String text = fields.requiredText("workspace_url");
            Optional<URI> url = address(text);
            if (url.isEmpty() && !text.isEmpty()) {
                fields.problem(
                        "workspace_url",
                        "expected a URL like 'https://adb-1234567890123456.7.azuredatabricks.net', without a user name"
                                + " (plain http only for the sandbox on this machine)");
            }
            return url.orElse(UNUSABLE);
        }

        /** Scheme, host and port; what is behind them, people copy from a browser. */
        private static Optional<URI> address(String text) {
            try {
                URI url = new URI(text);
                boolean usable = url.getHost() != null && url.getUserInfo() == null && SafeAddress.is(url);
                return usable
                        ? Optional.of(new URI(url.getScheme(), null, url.getHost(), url.getPort(), null, null, null))
                        : Optional.empty();
            } catch (URISyntaxException e) {
                return Optional.empty();
            }
        }

        private static Credentials login(ConfigurationFields fields) {
            Optional<ConfigurationFields> credentials = fields.object("credentials");
            Optional<String> flatToken = fields.text(TOKEN);
            if (fields.has("credentials") && flatToken.isPresent()) {
                fields.problem("credentials", "expected either this or personal_access_token, but got both");
            }
            if (credentials.isPresent()) {
                return chosen(credentials.get());
            }
            if (flatToken.isEmpty() && !fields.has("credentials") && !fields.has(TOKEN)) {
                fields.problem("credentials", "is missing");
            }
            return new Credentials.PersonalAccessToken(flatToken.orElse(""));
        }

        private static Credentials chosen(ConfigurationFields fields) {
            String type = fields.requiredText("auth_type");
            Credentials login = new Credentials.PersonalAccessToken("");
            if (type.equals(TOKEN)) {
                login = new Credentials.PersonalAccessToken(fields.requiredText(TOKEN));
            } else if (type.equals("oauth_m2m")) {
                login = new Credentials.ServicePrincipal(
                        fields.requiredText("client_id"), fields.requiredText("client_secret"));
            } else if (!type.isEmpty()) {
                fields.problem("auth_type", "expected personal_access_token or oauth_m2m");
                return login;
            }
            fields.refuseOthers();
            return login;
        }

        private static Optional<String> warehouse(ConfigurationFields fields) {
            Optional<String> id = fields.text("warehouse_id");
            Optional<String> path = fields.text("http_path").map(text -> ofPath(fields, text));
            id.filter(text -> !WAREHOUSE.matcher(text).matches())
                    .ifPresent(text -> fields.problem(
                            "warehouse_id", "expected an id like '1234567890abcdef', but got " + QuotedInput.of(text)));
            if (id.isPresent() && path.isPresent() && !id.equals(path)) {
                fields.problem("http_path", "names another warehouse than warehouse_id; give one of them");
            }
            return id.or(() -> path);
        }

        private static String ofPath(ConfigurationFields fields, String path) {
            Matcher matcher = HTTP_PATH.matcher(path);
            if (matcher.matches()) {
                return matcher.group(1);
            }
            fields.problem(
                    "http_path",
                    "expected the path of a SQL warehouse like '/sql/1.0/warehouses/1234567890abcdef', but got "
                            + QuotedInput.of(path));
            return "";
        }
    }
}
