package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EmbeddedDatabase;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How requests stand in the database. With {@code bridge.jobs.parameter-key} the parameters are sealed; without it they
 * stand there for all to read, so that secret ones are refused, unless the database goes with the process. Thread-safe.
 */
@ApplicationScoped
public class RequestKeeper {

    private final Optional<ParameterSeal> seal;
    private final boolean lasting;

    /** @throws IllegalArgumentException when the configured key is none */
    public RequestKeeper(StoreConfig config) {
        this.seal = config.parameterKey().map(ParameterSeal::of);
        this.lasting = !EmbeddedDatabase.isInMemory(config.url());
    }

    /** Being told of the start makes it, so that a wrong key stops the start. */
    void onStart(@Observes StartupEvent event) {}

    /** @throws BridgeException.InvalidRequest when parameters of the request are secret and can't be kept so */
    void requireKept(NewJob job) {
        if (seal.isEmpty() && lasting && !job.secrets().isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.PARAMETER_KEY_MISSING,
                    "Secret parameters can't be stored, because bridge.jobs.parameter-key is not set: "
                            + String.join(", ", new TreeSet<>(job.secrets()))
                            + ". Let the operator set it (openssl rand -base64 32), or put the values into the"
                            + " country's parameter file, which is not stored.");
        }
    }

    /** The text to store. */
    String write(NewJob job) {
        if (seal.isEmpty() || job.request().parameters().isEmpty()) {
            return JobJson.write(job.request());
        }
        String parameters = JobJson.parameters(job.request());
        return JobJson.writeSealed(job.request(), seal.get().seal(parameters, job.id()));
    }

    /**
     * The parameters in a stored text.
     *
     * @throws BridgeException.RemotePermanent when they are sealed and the key is another one, or none
     */
    Map<String, ParameterValue> parameters(JobId job, String stored) {
        Optional<String> sealed = JobJson.sealed(stored);
        if (sealed.isEmpty()) {
            return JobJson.readParameters(stored);
        }
        return seal.flatMap(key -> key.open(sealed.get(), job))
                .map(JobJson::parseParameters)
                .orElseThrow(() -> new BridgeException.RemotePermanent(
                        ErrorCode.PARAMETERS_UNREADABLE,
                        "The job's parameters were sealed with another bridge.jobs.parameter-key than the present one."
                                + " Start the service with that key again, or ask for a new job."));
    }

    /** A hash of the whole request; without the key nobody can find out by trying which parameters it had. */
    String hash(ExtractionRequest request) {
        String text = JobJson.write(request);
        return seal.map(key -> key.hash(text)).orElseGet(() -> Hashes.of(text));
    }
}
