package io.github.sqldatabricks.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package knows which library. Catches one that spreads, so that it can't be replaced in one place. */
@AnalyzeClasses(packages = "io.github.sqldatabricks.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
class LibraryUseTest {

    private static final String ROOT = "io.github.sqldatabricks.bridge.";
    private static final String MODEL = ROOT + "model..";
    private static final String ACCESS = ROOT + "access..";
    private static final String API = ROOT + "api..";
    private static final String CONSOLE = ROOT + "console..";
    private static final String CLI = ROOT + "cli..";
    private static final String JDBC = ROOT + "jdbc..";
    private static final String MESSAGING = ROOT + "messaging..";
    private static final String WORK = ROOT + "work..";
    private static final String OBSERVE = ROOT + "observe..";
    private static final String WIRING = ROOT + "wiring..";
    private static final String SQLSERVER = ROOT + "sqlserver..";
    private static final String DATABRICKS = ROOT + "databricks..";
    private static final String PARQUET = ROOT + "parquet..";
    private static final String STORE = ROOT + "store..";
    private static final String SANDBOX = ROOT + "sandbox..";
    private static final String TARGET = ROOT + "target..";
    private static final String AUDIT = ROOT + "audit..";
    private static final String AIRBYTE = ROOT + "airbyte..";
    private static final String OPERATOR = ROOT + "operator..";

    @ArchTest
    static final ArchRule sqlServerDriver = onlyIn("com.microsoft.sqlserver..", SQLSERVER, STORE);

    @ArchTest
    static final ArchRule databricksDrivers = onlyIn("com.databricks..", DATABRICKS);

    @ArchTest
    static final ArchRule parquetLibrary = onlyIn("org.apache.parquet..", PARQUET);

    @ArchTest
    static final ArchRule hadoop = onlyIn("org.apache.hadoop..", PARQUET);

    @ArchTest
    static final ArchRule openTelemetry = onlyIn("io.opentelemetry..", OBSERVE);

    @ArchTest
    static final ArchRule spark = onlyIn("org.apache.spark..", OPERATOR);

    @ArchTest
    static final ArchRule duckDb = onlyIn("org.duckdb..", SANDBOX);

    @ArchTest
    static final ArchRule arrow = onlyIn("org.apache.arrow..", SANDBOX);

    @ArchTest
    static final ArchRule tpch = onlyIn("io.trino..", SANDBOX);

    @ArchTest
    static final ArchRule flyway = onlyIn("org.flywaydb..", STORE);

    @ArchTest
    static final ArchRule nativeSubstitutions = onlyIn(
            "com.oracle.svm..",
            ROOT + "databricks.nativeimage..",
            ROOT + "store.nativeimage..",
            ROOT + "wiring.nativeimage..");

    @ArchTest
    static final ArchRule h2 = onlyIn("org.h2..", STORE, SANDBOX);

    @ArchTest
    static final ArchRule jdbc = onlyIn("java.sql..", JDBC, TARGET, SQLSERVER, DATABRICKS, STORE, SANDBOX);

    @ArchTest
    static final ArchRule jaxRs = onlyIn("jakarta.ws.rs..", API, CONSOLE);

    @ArchTest
    static final ArchRule picocli = onlyIn("picocli..", CLI);

    @ArchTest
    static final ArchRule qute = onlyIn("io.quarkus.qute..", CONSOLE);

    @ArchTest
    static final ArchRule sqlParser = onlyIn("net.sf.jsqlparser..", ACCESS);

    @ArchTest
    static final ArchRule channels = onlyIn("org.eclipse.microprofile.reactive.messaging..", MESSAGING, WORK);

    @ArchTest
    static final ArchRule retries = onlyIn("io.smallrye.faulttolerance..", ROOT + "job..", WORK);

    /** Its annotations would hide in a bean what the lines above say. */
    @ArchTest
    static final ArchRule retriesAreSaid = onlyIn("org.eclipse.microprofile.faulttolerance..", MESSAGING, WORK);

    private static ArchRule onlyIn(String library, String... homes) {
        return noClasses()
                .that(resideOutsideOfPackages(homes))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .because(library + " is known in " + String.join(", ", homes)
                        + " only, so that it can be replaced there: go through a port or a helper of that package");
    }
}
