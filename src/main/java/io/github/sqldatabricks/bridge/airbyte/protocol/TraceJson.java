package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content of a TRACE message. */
final class TraceJson {

    private TraceJson() {}

    static ObjectNode of(AirbyteMessage message, long emittedAt) {
        ObjectNode json = MessageEncoder.object();
        if (message instanceof AirbyteMessage.Failure failure) {
            json.put("type", "ERROR").set("error", error(failure));
        } else if (message instanceof AirbyteMessage.Progress progress) {
            json.put("type", "STREAM_STATUS").set("stream_status", status(progress));
        } else if (message instanceof AirbyteMessage.Estimate estimate) {
            json.put("type", "ESTIMATE").set("estimate", estimate(estimate));
        } else {
            throw new IllegalArgumentException("no TRACE: " + message.getClass());
        }
        return json.put("emitted_at", emittedAt);
    }

    private static ObjectNode error(AirbyteMessage.Failure failure) {
        ObjectNode json = MessageEncoder.object()
                .put("failure_type", FailureType.of(failure.cause()).wire());
        FailureText text = FailureText.of(failure.cause());
        json.put("message", text.message());
        json.put("internal_message", text.internalMessage());
        json.put("stack_trace", text.stackTrace());
        failure.stream().ifPresent(stream -> json.set("stream_descriptor", MessageEncoder.descriptor(stream)));
        return json;
    }

    private static ObjectNode status(AirbyteMessage.Progress progress) {
        ObjectNode json = MessageEncoder.object();
        json.set("stream_descriptor", MessageEncoder.descriptor(progress.stream()));
        return json.put("status", progress.status().name());
    }

    private static ObjectNode estimate(AirbyteMessage.Estimate estimate) {
        return MessageEncoder.descriptor(estimate.stream())
                .put("type", "STREAM")
                .put("row_estimate", estimate.rows());
    }
}
