package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What became of something that was to be done with several things. */
@RequestScoped
public class Outcomes {

    private static final int MOST = 100;

    private final Pages pages;

    public Outcomes(Pages pages) {
        this.pages = pages;
    }

    /**
     * Does it with each of them, whatever becomes of the others; says of those that it could not be done with why.
     *
     * @param back the page that it leads to
     * @throws BridgeException.InvalidRequest when there are none, or too many
     */
    Response each(String what, String back, List<String> ids, Consumer<String> work) {
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD, "Expected 1 to " + MOST + " to be chosen, but " + ids.size() + " were.");
        }
        List<Line> failed = new ArrayList<>();
        for (String id : ids) {
            try {
                work.accept(id);
            } catch (BridgeException e) {
                failed.add(new Line(id, e.getMessage(), e.code()));
            }
        }
        if (failed.isEmpty()) {
            return pages.to(back);
        }
        Model model = new Model(pages.base(), what, back, ids.size() - failed.size(), failed);
        return pages.answer(
                Response.Status.CONFLICT.getStatusCode(),
                new Pages.Content(what, "", () -> Templates.outcomes(model).render()),
                false);
    }

    /** What the page shows. */
    public record Model(String base, String what, String back, int done, List<Line> failed) {}

    /** One thing that it could not be done with. */
    public record Line(String id, String why, String code) {}
}
