package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@code POST /sync/poller/trigger}. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "PollerTriggered")
record TriggerAnswer(
        boolean success,

        @Schema(description = "Events that were taken up; they are applied afterwards")
        int eventsProcessed) {}
