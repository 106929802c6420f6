package io.github.sqldatabricks.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The walls between the packages (ARCHITECTURE.md). Catches a shortcut through one of them; each says the way round. */
@AnalyzeClasses(packages = "io.github.sqldatabricks.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.github.sqldatabricks.bridge.";

    static final String MODEL = ROOT + "model..";
    static final String ACCESS = ROOT + "access..";
    static final String API = ROOT + "api..";
    static final String CONSOLE = ROOT + "console..";
    static final String CLI = ROOT + "cli..";
    static final String JDBC = ROOT + "jdbc..";
    static final String MESSAGING = ROOT + "messaging..";
    static final String WORK = ROOT + "work..";
    static final String OBSERVE = ROOT + "observe..";
    static final String WIRING = ROOT + "wiring..";
    static final String SQLSERVER = ROOT + "sqlserver..";
    static final String DATABRICKS = ROOT + "databricks..";
    static final String PARQUET = ROOT + "parquet..";
    static final String STORE = ROOT + "store..";
    static final String SANDBOX = ROOT + "sandbox..";
    static final String TARGET = ROOT + "target..";

    static final String AUDIT = ROOT + "audit..";

    static final String AIRBYTE = ROOT + "airbyte..";

    static final String OPERATOR = ROOT + "operator..";

    private static final String[] FEATURES = {
        ROOT + "extraction..",
        ROOT + "flow..",
        ROOT + "load..",
        ROOT + "replication..",
        ROOT + "job..",
        ROOT + "sync..",
        ROOT + "event..",
        ROOT + "run..",
        ACCESS,
        AUDIT,
        AIRBYTE
    };
    private static final String[] ADAPTERS = {SQLSERVER, DATABRICKS, PARQUET, STORE, SANDBOX};

    @ArchTest
    static final ArchRule modelIsPlainJava = classes()
            .that()
            .resideInAPackage(MODEL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(MODEL, "java..")
            .andShould()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("java.sql..")
            .because("everybody shares the model: put what needs a library into the package that uses it");

    @ArchTest
    static final ArchRule featuresKnowNoTechnology = noClasses()
            .that()
            .resideInAnyPackage(FEATURES)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "jakarta.ws.rs..",
                    "org.eclipse.microprofile.reactive..",
                    "io.smallrye.reactive..",
                    "java.sql..",
                    "javax.sql..",
                    "io.agroal..",
                    "io.opentelemetry.."))
            .because(
                    "a feature decides and does not talk: declare a port (an interface) in the feature, implement it in"
                            + " an adapter, and let api or messaging call the feature");

    @ArchTest
    static final ArchRule onlyWiringJoinsAdapters = noClasses()
            .that(resideOutsideOfPackages(SQLSERVER, DATABRICKS, PARQUET, STORE, SANDBOX, WIRING, OPERATOR))
            .should()
            .dependOnClassesThat(resideInAnyPackage(ADAPTERS))
            .because("use the feature's port; the package wiring produces the bean behind it");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = slices().matching(
                    ROOT + "(sqlserver|databricks|parquet|store|sandbox)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage(SANDBOX), resideInAPackage(ROOT + "sqlserver.type.."))
            .because("an adapter is replaceable alone: share values through model, JDBC helpers through jdbc, and join"
                    + " adapters in wiring (the sandbox imitates SQL Server, so it has SQL Server's types)");

    @ArchTest
    static final ArchRule typesOfSqlServerStandAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + "sqlserver.type..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.sqldatabricks.bridge..")
                    .and(resideOutsideOfPackages(ROOT + "sqlserver.type..", ROOT + "sync..", MODEL)))
            .because("it says what types are, for the sandbox too; who talks to a server belongs into sqlserver");

    @ArchTest
    static final ArchRule adaptersServeFeaturesOnly = noClasses()
            .that()
            .resideInAnyPackage(ADAPTERS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(API, CLI, MESSAGING, WIRING))
            .because("an adapter implements ports; whatever it needs to know comes in through them");

    @ArchTest
    static final ArchRule featuresServeWhoeverAsks = noClasses()
            .that()
            .resideInAnyPackage(FEATURES)
            .should()
            .dependOnClassesThat(resideInAnyPackage(API, CLI, MESSAGING, WIRING, JDBC))
            .because("the direction is api, cli -> messaging -> features -> model: return a value or declare a port");

    @ArchTest
    static final ArchRule targetJoinsPortsAndJdbc = noClasses()
            .that()
            .resideInAPackage(TARGET)
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.sqldatabricks.bridge..")
                    .and(JavaClass.Predicates.resideOutsideOfPackages(TARGET, ROOT + "sync..", MODEL, JDBC)))
            .because("it is what the adapters of SQL databases share: what differs between them is a TargetDialect");

    @ArchTest
    static final ArchRule targetServesAdaptersOnly = noClasses()
            .that(resideOutsideOfPackages(TARGET, SQLSERVER, SANDBOX, WIRING))
            .should()
            .dependOnClassesThat(resideInAPackage(TARGET))
            .because("use the port sync.TargetDatabase");

    @ArchTest
    static final ArchRule accessKnowsNoOtherFeature = noClasses()
            .that()
            .resideInAPackage(ACCESS)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(ROOT + "extraction..", ROOT + "job..", ROOT + "sync..", ROOT + "event.."))
            .because("access is below them: take what is to be checked as plain values");

    @ArchTest
    static final ArchRule queriesKnowNoEvents = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "extraction..", ROOT + "job..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + "sync..", ROOT + "event.."))
            .because("each kind of work must be able to change alone: what they share belongs into model or work");

    @ArchTest
    static final ArchRule eventsKnowNoQueries = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "sync..", ROOT + "event..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + "extraction..", ROOT + "job.."))
            .because("each kind of work must be able to change alone: what they share belongs into model or work");

    @ArchTest
    static final ArchRule syncNeedsNoService = noClasses()
            .that()
            .resideInAPackage(ROOT + "sync..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.sqldatabricks.bridge..")
                    .and(resideOutsideOfPackages(ROOT + "sync..", MODEL)))
            .because(
                    "the operator applies events without a service, and its jar has all of this package: what needs users,"
                            + " a store or the engine belongs into event");

    @ArchTest
    static final ArchRule theOperatorNeedsNoServer = noClasses()
            .that()
            .resideInAPackage(OPERATOR)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..", "io.agroal.."))
            .because("its jar has none of them: give what it uses a constructor with plain values");

    @ArchTest
    static final ArchRule theOperatorUsesWhatItsJarHas = noClasses()
            .that()
            .resideInAPackage(OPERATOR)
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.sqldatabricks.bridge..")
                    .and(resideOutsideOfPackages(
                            OPERATOR,
                            MODEL,
                            JDBC,
                            SQLSERVER,
                            ROOT + "sync..",
                            ROOT + "extraction..",
                            ROOT + "databricks.source..")))
            .because("its jar has these packages only (maven-shade-plugin in pom.xml)");

    @ArchTest
    static final ArchRule nobodyUsesTheOperator = noClasses()
            .that()
            .resideOutsideOfPackage(OPERATOR)
            .should()
            .dependOnClassesThat(resideInAPackage(OPERATOR))
            .because("Spark, which it needs, is not there in the service: share through sync, sqlserver or model");

    @ArchTest
    static final ArchRule featuresAreTracedFromOutside = noClasses()
            .that()
            .resideInAnyPackage(FEATURES)
            .should()
            .dependOnClassesThat(resideInAPackage(OBSERVE)
                    .and(DescribedPredicate.describe("use OpenTelemetry", ArchitectureTest::traces)))
            .because("what is traced does not know it: decorate its port in observe.TracedPorts, or use WorkTraces");

    private static boolean traces(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(to -> to.getTargetClass().getPackageName().startsWith("io.opentelemetry"));
    }

    @ArchTest
    static final ArchRule productionHasNoSandbox = noClasses()
            .that()
            .resideOutsideOfPackage(SANDBOX)
            .and()
            .haveNameNotMatching(".*\\.wiring\\.Sandbox.*")
            .should()
            .dependOnClassesThat(resideInAPackage(SANDBOX)
                    .and(DescribedPredicate.describe(
                            "are more than its settings",
                            type -> !type.getName().startsWith(ROOT + "sandbox.SandboxConfig"))))
            .because("the profile production of pom.xml leaves these classes out: use the port wiring.Emulators");

    @ArchTest
    static final ArchRule theConsoleShowsWhatRestAnswers = noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.sqldatabricks.bridge..")
                    .and(resideOutsideOfPackages(CONSOLE, API, ACCESS, MODEL, ROOT + "duty..", ROOT + "work..")))
            .because(
                    "no page may show what a token may not read, and whatever a page shows, curl can have: ask a view of api");

    @ArchTest
    static final ArchRule nobodyNeedsTheConsole = noClasses()
            .that(resideOutsideOfPackages(CONSOLE, WIRING))
            .should()
            .dependOnClassesThat(resideInAPackage(CONSOLE))
            .because("it can be switched off, and is a reader of the others");

    @ArchTest
    static final ArchRule schedules = noClasses()
            .that(resideOutsideOfPackages(ROOT + "duty.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.quarkus.scheduler.."))
            .orShould()
            .dependOnClassesThat(JavaClass.Predicates.assignableTo(ScheduledExecutorService.class))
            .because(
                    "a duty that dies silently, or waits for the threads of requests, loses leases: give it to duty.Duties");

    @ArchTest
    static final ArchRule consumersTakePayloads = methods()
            .that()
            .areAnnotatedWith(Incoming.class)
            .should()
            .notHaveRawParameterTypes(
                    DescribedPredicate.anyElementThat(JavaClass.Predicates.assignableTo(Message.class)))
            .allowEmptyShould(true)
            .because("a failing Message consumer kills its channel for good: take the payload");

    @ArchTest
    static final ArchRule theStoreHasNoClock = noClasses()
            .that()
            .resideInAPackage(STORE)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat(JavaClass.Predicates.type(Clock.class))
            .because("processes whose clocks differ share the store: ask the database for its time");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .because("sleeping can't be cancelled or tested: schedule, or wait on a condition with a time-out");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should(ACCESS_STANDARD_STREAMS)
            .because("standard output belongs to the command line and to the Airbyte protocol: log it");

    @ArchTest
    static final ArchRule settingsAreReadAtTheStart = noClasses()
            .should()
            .beAnnotatedWith("io.quarkus.runtime.annotations.StaticInitSafe")
            .because("a native executable would keep the settings of its build: give what needs one early a default in"
                    + " application.properties");

    @ArchTest
    static final ArchRule noFieldInjection =
            NO_CLASSES_SHOULD_USE_FIELD_INJECTION.because("inject into the constructor, so that tests can call it");

    @ArchTest
    static final ArchRule noPackageCycles = slices().matching(ROOT + "(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages act as modules: move what both need into the lower one");
}
