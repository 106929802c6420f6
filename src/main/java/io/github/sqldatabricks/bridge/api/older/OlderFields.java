package io.github.sqldatabricks.bridge.api.older;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Fields of bodies that the bridge does not know. Below the base path they are ignored, as the predecessor ignored them, and
 * named in the header {@value #HEADER} and in the log; those by which a caller would mean other rows or another place are refused.
 */
@Singleton
public class OlderFields implements ObjectMapperCustomizer {

    /** Names what was ignored, in the answer. */
    static final String HEADER = "Bridge-Ignored-Fields";

    private static final Logger LOG = Logger.getLogger(OlderFields.class);

    /** What would change what is done, and what to say instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "target_server", "metadata.target_server",
            "target_database", "metadata.target_database",
            "row_limit", "limit",
            "lookback_months", "parameters.lookback_months",
            "period", "parameters.period",
            "table_suffix", "destination");

    private static final String BODIES = BasePath.class.getPackageName();
    private static final int MAX_NAMED = 10;

    /** What may stand in a header. */
    private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    private final BasePath base;
    private final CurrentVertxRequest current;

    public OlderFields(BasePath base, CurrentVertxRequest current) {
        this.base = base;
        this.current = current;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addHandler(new DeserializationProblemHandler() {
            @Override
            public boolean handleUnknownProperty(
                    DeserializationContext context,
                    JsonParser parser,
                    JsonDeserializer<?> deserializer,
                    Object bean,
                    String name)
                    throws IOException {
                return isBody(deserializer) && base.isInUse() && ignore(parser, name);
            }
        });
    }

    private static boolean isBody(JsonDeserializer<?> deserializer) {
        return deserializer != null
                && deserializer.handledType().getPackageName().startsWith(BODIES);
    }

    private boolean ignore(JsonParser parser, String name) throws IOException {
        if (REFUSED.containsKey(name)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNSUPPORTED_FIELD,
                    "The field " + name + " would change what is done, and is not known here. Use " + REFUSED.get(name)
                            + " (docs/migration.md).");
        }
        if (note(SHOWN.matcher(name).matches() ? name : "?")) {
            LOG.infof(
                    "A request below the base path has the field %s, which is not known and is ignored",
                    QuotedInput.of(name));
        }
        parser.skipChildren();
        return true;
    }

    /** Whether there is room for it; a body can have a hundred thousand such fields, which would fill the log. */
    private boolean note(String name) {
        MultiMap headers = current.getCurrent().response().headers();
        String before = headers.get(HEADER);
        if (before != null && before.split(",").length >= MAX_NAMED) {
            return false;
        }
        headers.set(HEADER, before == null ? name : before + ", " + name);
        return true;
    }
}
