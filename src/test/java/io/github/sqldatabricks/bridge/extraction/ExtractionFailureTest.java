package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: a failure in one thread that leaves another running or waiting for ever, that is hidden by its consequences, or
 * after which something is published.
 */
@Timeout(30)
class ExtractionFailureTest extends ExtractionFixture {

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 500})
    void aReadThatFailsStopsTheRun(long afterRows) {
        FakeRowSource source = new FakeRowSource(1000).failAfter(afterRows, FAILURE);

        assertThatThrownBy(() -> extract(source, 7)).isSameAs(FAILURE);
        nothingIsPublished(source);
    }

    @Test
    void anUploadThatFailsStopsReading() {
        zone.failUpload(FAILURE);
        FakeRowSource source = new FakeRowSource(1_000_000_000L);

        assertThatThrownBy(() -> extract(source, 10)).isSameAs(FAILURE);
        assertThat(source.rowsRead()).isLessThan(1_000_000L);
        nothingIsPublished(source);
    }

    @Test
    void aWriterThatFailsStopsReadingThatIsBlocked() {
        Gate reading = new Gate();
        FakeRowSource source = new FakeRowSource(1000).gateAfter(20, reading);
        writer.failAt(15, FAILURE);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        assertThat(source.aborts()).isEqualTo(1);
        nothingIsPublished(source);
    }

    @Test
    void aVolumeThatCannotBeOpenedFailsBeforeAnythingIsRead() {
        zone.failOpen(FAILURE);
        FakeRowSource source = new FakeRowSource(10);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        assertThat(source.rowsRead()).isZero();
    }

    @Test
    void publishingThatFailsFailsTheRun() {
        zone.failCommit(FAILURE);
        FakeRowSource source = new FakeRowSource(10);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        nothingIsPublished(source);
    }

    @Test
    void anUnforeseenFailureIsABridgeExceptionWithoutItsMessage() {
        FakeRowSource source = new FakeRowSource(10).failAfter(0, new IllegalStateException("a secret value"));

        assertThatThrownBy(() -> extract(source, 100))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("IllegalStateException")
                .message()
                .doesNotContain("secret");
        nothingIsPublished(source);
    }

    @Test
    void aRunThatFailedCanBeRunAgain() {
        zone.failCommit(FAILURE);
        service = service(new FakeRowSource(12));
        catchThrowable(() -> service.run(JOB, planned(false, 5), ExtractionProgress.NONE, cancellation));
        zone.failCommit(null);

        service.run(JOB, planned(false, 5), ExtractionProgress.NONE, cancellation);
        assertThat(values()).containsExactlyElementsOf(counting(12));
    }
}
