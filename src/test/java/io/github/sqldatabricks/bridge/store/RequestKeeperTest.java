package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches secrets that reach a lasting database in clear, and keys that are none and are taken, or shown. */
class RequestKeeperTest {

    private static final FixedStoreConfig LASTING = FixedStoreConfig.h2("jdbc:h2:file:./unused");
    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    @Test
    void withoutAKeySecretsAreRefusedUnlessTheStoreGoesWithTheProcess() {
        assertThatThrownBy(() -> new RequestKeeper(LASTING).requireKept(secret()))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("bridge.jobs.parameter-key is not set: api_token, password")
                .extracting(error -> ((BridgeException) error).code())
                .isEqualTo("parameter-key-missing");
        assertThatCode(() -> new RequestKeeper(LASTING.withKey(KEY)).requireKept(secret()))
                .doesNotThrowAnyException();
        assertThatCode(() -> new RequestKeeper(FixedStoreConfig.inMemory()).requireKept(secret()))
                .doesNotThrowAnyException();
        assertThatCode(() -> new RequestKeeper(LASTING).requireKept(Jobs.of("q")))
                .doesNotThrowAnyException();
    }

    @Test
    void theSameRequestIsNeverSealedTwiceToTheSameText() {
        RequestKeeper requests = new RequestKeeper(LASTING.withKey(KEY));
        NewJob job = Jobs.of("q");
        assertThat(requests.write(job)).isNotEqualTo(requests.write(job));
        assertThat(requests.hash(job.request(), Optional.empty()))
                .isEqualTo(requests.hash(job.request(), Optional.empty()))
                .hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not!base64", "c2hvcnQ=", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEy"})
    void aKeyThatIsNoneStopsTheStartAndIsNotShown(String key) {
        assertThatThrownBy(() -> new RequestKeeper(LASTING.withKey(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("bridge.jobs.parameter-key")
                .message()
                .doesNotContain(key);
    }

    private static NewJob secret() {
        NewJob job = Jobs.of("q");
        return new NewJob(
                job.id(),
                job.owner(),
                job.key(),
                job.request(),
                Set.of("password", "api_token"),
                job.destination(),
                job.queries(),
                Optional.empty());
    }
}
