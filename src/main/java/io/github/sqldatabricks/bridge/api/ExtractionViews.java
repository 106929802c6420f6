package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ExtractionPlanView.ColumnView;
import io.github.sqldatabricks.bridge.api.ExtractionPlanView.Columns;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.ExtractionPreview;
import io.github.sqldatabricks.bridge.job.ExtractionPreview.Preview;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Starts extractions for a principal, and says what one would do, whoever asks. Thread-safe, blocking. */
@ApplicationScoped
public class ExtractionViews {

    /** Each asks the database. */
    private static final int MAX_DESCRIBED = 20;

    private final ExtractionSubmission submission;
    private final ExtractionPreview preview;
    private final ExtractionPlanner planner;

    public ExtractionViews(ExtractionSubmission submission, ExtractionPreview preview, ExtractionPlanner planner) {
        this.submission = submission;
        this.preview = preview;
        this.planner = planner;
    }

    /**
     * Makes a job of the request.
     *
     * @param key of the header Idempotency-Key; null without one
     * @throws BridgeException as {@link ExtractionSubmission#submit}
     */
    public ExtractionAnswer start(Principal principal, ExtractBody body, String key) {
        ExtractionRequest request = request(body);
        return ExtractionAnswer.of(submission.submit(request, principal, body.key(key)));
    }

    /**
     * What would become of the request. Nothing is stored.
     *
     * @param describe whether the database is asked for the columns of its queries
     * @throws BridgeException as {@link ExtractionPlanner#plan}
     */
    public ExtractionPlanView plan(Principal principal, ExtractBody body, boolean describe) {
        ExtractionRequest request = request(body);
        List<Preview> previews = preview.of(request, principal);
        if (describe && previews.size() > MAX_DESCRIBED) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected at most " + MAX_DESCRIBED + " queries with describe, but got " + previews.size()
                            + ": the database is asked for the columns of each. Name some of them.");
        }
        return ExtractionPlanView.of(
                request.country().code(),
                planner.destination(request),
                previews.stream()
                        .map(query -> ExtractionPlanView.Query.of(
                                query, principal, describe ? columns(query) : Columns.NOT_ASKED))
                        .toList());
    }

    private Columns columns(Preview query) {
        if (query.refusal().isPresent()) {
            return Columns.NOT_ASKED;
        }
        try {
            return new Columns(
                    preview.describe(query).columns().stream()
                            .map(ColumnView::of)
                            .toList(),
                    null);
        } catch (BridgeException e) {
            return new Columns(null, query.planned().withoutSecrets(e).getMessage());
        }
    }

    private ExtractionRequest request(ExtractBody body) {
        ExtractionRequest request = ExtractBody.required(body).request();
        body.requireSamePlace(planner.destination(request));
        return request;
    }
}
