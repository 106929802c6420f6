package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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
            return JobJson.write(job.request(), job.secrets());
        }
        String parameters = JobJson.parameters(job.request());
        return JobJson.writeSealed(job.request(), seal.get().seal(parameters, job.id()), job.secrets());
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

    /**
     * The parameters in a stored text as people may see them: secrets masked.
     *
     * @return empty when they are sealed and the key is another one, or none
     */
    Optional<Map<String, String>> shown(JobId job, String stored) {
        // What an older version stored does not say which are secret.
        Optional<Set<String>> secrets = JobJson.secrets(stored);
        try {
            Map<String, String> shown = new TreeMap<>();
            parameters(job, stored)
                    .forEach((name, value) -> shown.put(
                            name,
                            secrets.isPresent()
                                    ? ParameterText.shown(name, value, secrets.get())
                                    : ParameterText.MASK));
            return Optional.of(shown);
        } catch (BridgeException.RemotePermanent sealedWithAnotherKey) {
            return Optional.empty();
        }
    }

    /**
     * A hash of the whole request, or of the run of streams that it is one of; without the key nobody can find out by trying which parameters
     * it had.
     *
     * @param retryOf the job whose queries it tries again; empty for none
     */
    String hash(ExtractionRequest request, Optional<JobId> retryOf) {
        return request.run()
                .map(this::hash)
                .orElseGet(() -> hash(JobJson.write(request)
                        + retryOf.map(job -> " again: " + job).orElse("")));
    }

    /** A hash of a run as it is asked for: what its replication's file and its source mean by it changes between two tries. */
    String hash(StreamsRun run) {
        return hash(JobJson.write(run));
    }

    private String hash(String text) {
        return seal.map(key -> key.hash(text)).orElseGet(() -> Hashes.of(text));
    }

    /**
     * Seals texts with AES-256-GCM, each for one job, so that none can be read, changed or moved to another job without the
     * key; and makes hashes that nobody without the key can find a text for. Thread-safe.
     *
     * @see <a href="https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf">NIST SP 800-38D</a>
     */
    static final class ParameterSeal {

        private static final int KEY_BYTES = 32;
        /** What NIST SP 800-38D recommends, in section 5.2.1.1. */
        private static final int NONCE_BYTES = 12;
        /** The longest tag. */
        private static final int TAG_BITS = 128;

        private static final String CIPHER = "AES/GCM/NoPadding";
        private static final String HMAC = "HmacSHA256";

        private final SecretKeySpec sealing;
        private final SecretKeySpec hashing;
        private final SecureRandom random = new SecureRandom();

        private ParameterSeal(byte[] key) {
            // One key for each use, so that neither use says anything about the other.
            this.sealing = new SecretKeySpec(hmac(new SecretKeySpec(key, HMAC), "seal"), "AES");
            this.hashing = new SecretKeySpec(hmac(new SecretKeySpec(key, HMAC), "hash"), HMAC);
        }

        /**
         * The seal of a configured key.
         *
         * @throws IllegalArgumentException when the key is not 32 bytes in Base64; it is not shown
         */
        static ParameterSeal of(String base64) {
            try {
                byte[] key = Base64.getDecoder().decode(base64.strip());
                if (key.length == KEY_BYTES) {
                    return new ParameterSeal(key);
                }
            } catch (IllegalArgumentException e) {
                // Its message shows a part of the key.
            }
            throw new IllegalArgumentException(
                    "Expected bridge.jobs.parameter-key to be 32 bytes in Base64. Make one with: openssl rand -base64 32");
        }

        /** The text as nobody can read it without the key; never twice the same. */
        String seal(String text, JobId job) {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            try {
                byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, job).doFinal(text.getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                                .put(nonce)
                                .put(sealed)
                                .array());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has AES-GCM", e);
            }
        }

        /** What was sealed for the job; empty when it was sealed with another key or for another job, or changed since. */
        Optional<String> open(String sealed, JobId job) {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
                byte[] nonce = new byte[NONCE_BYTES];
                bytes.get(nonce);
                byte[] content = new byte[bytes.remaining()];
                bytes.get(content);
                byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, job).doFinal(content);
                return Optional.of(new String(text, StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        }

        private Cipher cipher(int mode, byte[] nonce, JobId job) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(job.value().getBytes(StandardCharsets.UTF_8));
            return cipher;
        }

        /** A keyed hash (HMAC-SHA-256) in hexadecimal: 64 characters. */
        String hash(String text) {
            return HexFormat.of().formatHex(hmac(hashing, text));
        }

        private static byte[] hmac(SecretKeySpec key, String text) {
            try {
                Mac mac = Mac.getInstance(HMAC);
                mac.init(key);
                return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has HMAC-SHA-256", e);
            }
        }
    }
}
