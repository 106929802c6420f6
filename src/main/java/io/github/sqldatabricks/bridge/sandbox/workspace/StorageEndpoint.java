package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The cloud's object storage behind the presigned URLs. The session token in the path is the permission; a bearer
 * token is refused, because a real store refuses two kinds of proof in one request.
 */
final class StorageEndpoint implements Endpoint {

    private static final String PREFIX = "/storage/";

    private final UploadSessions sessions;

    StorageEndpoint(UploadSessions sessions) {
        this.sessions = sessions;
    }

    /** The presigned URL for one part, or for {@code all} of them. */
    static String url(Call call, String token, String part) {
        return "http://" + call.headers().get("host") + PREFIX + token + "/" + part + "?signature=sandbox";
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (!call.path().startsWith(PREFIX)) {
            return Optional.empty();
        }
        if (call.headers().containsKey("authorization")) {
            return Optional.of(Answer.empty(400));
        }
        String[] names = call.path().substring(PREFIX.length()).split("/");
        return switch (call.method()) {
            case "PUT" -> Optional.of(put(call, names[0], Integer.parseInt(names[1])));
            case "DELETE" -> Optional.of(abort(names[0]));
            default -> Optional.empty();
        };
    }

    private Answer put(Call call, String token, int number) throws IOException {
        // Object stores need the length beforehand: S3 answers a chunked part so.
        if (!call.headers().containsKey("content-length")) {
            return Answer.empty(411);
        }
        String tag = sessions.storePart(token, number, call.body());
        return new Answer(200, Map.of("ETag", tag), 0, out -> {});
    }

    private Answer abort(String token) throws IOException {
        sessions.abort(token);
        return Answer.empty(200);
    }
}
