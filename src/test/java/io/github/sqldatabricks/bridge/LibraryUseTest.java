package io.github.sqldatabricks.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.github.sqldatabricks.bridge.ArchitectureTest.ACCESS;
import static io.github.sqldatabricks.bridge.ArchitectureTest.API;
import static io.github.sqldatabricks.bridge.ArchitectureTest.CLI;
import static io.github.sqldatabricks.bridge.ArchitectureTest.CONSOLE;
import static io.github.sqldatabricks.bridge.ArchitectureTest.DATABRICKS;
import static io.github.sqldatabricks.bridge.ArchitectureTest.JDBC;
import static io.github.sqldatabricks.bridge.ArchitectureTest.MESSAGING;
import static io.github.sqldatabricks.bridge.ArchitectureTest.OBSERVE;
import static io.github.sqldatabricks.bridge.ArchitectureTest.OPERATOR;
import static io.github.sqldatabricks.bridge.ArchitectureTest.PARQUET;
import static io.github.sqldatabricks.bridge.ArchitectureTest.ROOT;
import static io.github.sqldatabricks.bridge.ArchitectureTest.SANDBOX;
import static io.github.sqldatabricks.bridge.ArchitectureTest.SQLSERVER;
import static io.github.sqldatabricks.bridge.ArchitectureTest.STORE;
import static io.github.sqldatabricks.bridge.ArchitectureTest.TARGET;
import static io.github.sqldatabricks.bridge.ArchitectureTest.WORK;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package knows which library. Catches one that spreads, so that it can't be replaced in one place. */
@AnalyzeClasses(packages = "io.github.sqldatabricks.bridge", importOptions = ImportOption.DoNotIncludeTests.class)
class LibraryUseTest {

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
