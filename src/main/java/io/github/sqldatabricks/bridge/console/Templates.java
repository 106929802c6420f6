package io.github.sqldatabricks.bridge.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** All templates, in {@code templates/console}: the build checks what they use of their parameters. */
@CheckedTemplate(basePath = "console")
final class Templates {

    private Templates() {}

    static native TemplateInstance layout(Layout layout, RawString main);

    static native TemplateInstance error(String base, ErrorPages.Shown error);

    static native TemplateInstance login(LoginForm form);

    static native TemplateInstance outcomes(Outcomes.Model made);

    static native TemplateInstance me(MePage.Model me);

    static native TemplateInstance jobs(JobsPage.Model list);

    static native TemplateInstance job(JobPage.Model page);

    static native TemplateInstance queries(String base, String job, List<JobPage.QueryRow> queries);

    static native TemplateInstance overview(HomePage.Model page);

    static native TemplateInstance countries(ExtractPage.CountriesModel page);

    static native TemplateInstance extract(ExtractPage.Model page);

    static native TemplateInstance events(EventsPage.Model list);

    static native TemplateInstance event(EventPage.Model page);

    static native TemplateInstance blocked(BlockedPage.Model page);

    static native TemplateInstance replications(ReplicationsPage.Model list);

    static native TemplateInstance replication(ReplicationPage.Model page);

    static native TemplateInstance audit(AuditPage.Model list);

    static native TemplateInstance health(HealthPage.Model page);

    static native TemplateInstance settings(SettingsPage.Model page);

    static native TemplateInstance help(HelpPage.Model page);
}
