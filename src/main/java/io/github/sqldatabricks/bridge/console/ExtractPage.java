package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.ExtractBody;
import io.github.sqldatabricks.bridge.api.ExtractionPlanView;
import io.github.sqldatabricks.bridge.api.ExtractionViews;
import io.github.sqldatabricks.bridge.api.JobView;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.template.CountryView;
import io.github.sqldatabricks.bridge.api.template.TemplateView;
import io.github.sqldatabricks.bridge.api.template.TemplateViews;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The form that starts an extraction. Its address fills it in; secrets are sent by POST only and never come back. */
@Path(ConsolePath.ROOT + "/extract")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class ExtractPage {

    private static final int MOST_ROWS = Integer.MAX_VALUE;

    private final Pages pages;
    private final TemplateViews templates;
    private final ExtractionViews extractions;
    private final JobViews jobs;

    public ExtractPage(Pages pages, TemplateViews templates, ExtractionViews extractions, JobViews jobs) {
        this.pages = pages;
        this.templates = templates;
        this.extractions = extractions;
        this.jobs = jobs;
    }

    /** The form, or the choice of a country. */
    @GET
    public Response page() {
        Form form = Form.of(pages.query());
        if (form.text("country").isEmpty()) {
            CountriesModel model = new CountriesModel(pages.base(), templates.countries(pages.viewer()));
            return pages.still(new Pages.Content(
                    "New extraction",
                    "extract",
                    () -> Templates.countries(model).render()));
        }
        return form.text("again")
                .map(id -> again(jobs.get(pages.viewer(), new JobId(id))))
                .orElseGet(() -> show(Response.Status.OK.getStatusCode(), ExtractForm.of(form), null, ""));
    }

    private Response again(JobView job) {
        List<String> lost = ExtractForm.lost(job);
        String note = lost.isEmpty()
                ? ""
                : "Give again, because a job shows no secrets and lists and NULL as text only: "
                        + String.join(", ", lost) + ".";
        return show(Response.Status.OK.getStatusCode(), ExtractForm.again(job), null, note);
    }

    /** Shows what would be done. */
    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response check(String body) {
        ExtractForm form = ExtractForm.of(Form.of(body));
        try {
            ExtractionPlanView plan = extractions.plan(pages.viewer(), request(form), false);
            return show(Response.Status.OK.getStatusCode(), form, plan, "");
        } catch (BridgeException e) {
            return refuse(form, e);
        }
    }

    /** Starts it and leads to the job. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response start(String body) {
        ExtractForm form = ExtractForm.of(Form.of(body));
        try {
            return pages.to("/jobs/"
                    + extractions
                            .start(pages.viewer(), request(form), form.key())
                            .jobId());
        } catch (BridgeException e) {
            return refuse(form, e);
        }
    }

    private Response refuse(ExtractForm form, BridgeException e) {
        if (e instanceof BridgeException.NotFound && e.error() == ErrorCode.UNKNOWN_COUNTRY) {
            throw e;
        }
        ExtractForm next = e instanceof BridgeException.KeyReused ? form.withNewKey() : form;
        return show(ProblemMapper.status(e), next, null, e.getMessage() + " [" + e.code() + "]");
    }

    private Response show(int status, ExtractForm form, ExtractionPlanView plan, String problem) {
        Country country = new Country(form.country());
        List<TemplateView> known = templates.templates(pages.viewer(), Optional.empty(), Optional.of(country));
        Map<String, TemplateViews.ParameterView> given = new TreeMap<>();
        templates
                .parameters(pages.viewer(), country, Optional.empty(), Optional.empty())
                .forEach(parameter -> given.put(parameter.name(), parameter));
        Model model = new Model(
                pages.base(),
                Pages.mayRead(pages.viewer()),
                form,
                known,
                ParameterRow.of(known, given, form, problem),
                plan,
                problem);
        return pages.answer(
                status,
                new Pages.Content(
                        "New extraction",
                        "extract",
                        () -> Templates.extract(model).render()),
                false);
    }

    private static ExtractBody request(ExtractForm form) {
        if (form.queries().isEmpty()) {
            throw new BridgeException.InvalidRequest(ErrorCode.INVALID_FIELD, "Choose at least one template.");
        }
        return new ExtractBody(
                null,
                null,
                form.country(),
                form.destination().isEmpty() ? null : form.destination(),
                null,
                null,
                form.queries(),
                form.overwrite(),
                number("Rows per file", form.chunkSize()).orElse(null),
                ExtractBody.values(form.parameters()),
                number("Rows per query", form.limit()).map(Integer::longValue).orElse(null),
                null,
                null);
    }

    private static Optional<Integer> number(String name, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(QueryParameters.number(name, text, 1, MOST_ROWS, 1));
    }

    /** The choice of a country. */
    public record CountriesModel(String base, List<CountryView> countries) {}

    /** What the page shows; {@code plan} is null before it was asked for, {@code problem} may be empty. */
    public record Model(
            String base,
            boolean mayStart,
            ExtractForm form,
            List<TemplateView> templates,
            List<ParameterRow> parameters,
            ExtractionPlanView plan,
            String problem) {}
}
