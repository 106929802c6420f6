package io.github.sqldatabricks.bridge.sandbox.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.error.platform.AlreadyExists;
import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.core.error.platform.RequestLimitExceeded;
import com.databricks.sdk.core.error.platform.Unauthenticated;
import com.databricks.sdk.service.files.CreateDirectoryRequest;
import com.databricks.sdk.service.files.DirectoryEntry;
import com.databricks.sdk.service.files.ListDirectoryContentsRequest;
import com.databricks.sdk.service.files.UploadRequest;
import com.databricks.sdk.service.iam.MeRequest;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unmodified Databricks SDK against the local workspace over a real socket. Catches a local workspace that accepts
 * what the real one refuses, or that the real client does not understand.
 */
class SandboxWorkspaceTest {

    private static final String VOLUME = "/Volumes/main/bridge/landing";

    @TempDir
    Path root;

    private SandboxWorkspace workspace;

    @BeforeEach
    void start() throws IOException {
        workspace = SandboxWorkspace.start(root, 0, List.of());
        workspace.createVolume("main", "bridge", "landing");
    }

    @AfterEach
    void stop() {
        workspace.close();
    }

    @Test
    void aFileComesBackAsItWasUploaded() throws IOException {
        WorkspaceClient client = client();

        upload(client, VOLUME + "/a.txt", "hello");

        try (InputStream contents = client.files().download(VOLUME + "/a.txt").getContents()) {
            assertThat(contents).hasContent("hello");
        }
        assertThat(client.files().getMetadata(VOLUME + "/a.txt").getContentLength())
                .isEqualTo(5);
        assertThat(root.resolve("Volumes/main/bridge/landing/a.txt")).hasContent("hello");
    }

    @Test
    void anExistingFileIsOnlyReplacedWhenAsked() {
        WorkspaceClient client = client();
        upload(client, VOLUME + "/a.txt", "hello");

        assertThatThrownBy(() -> client.files()
                        .upload(new UploadRequest()
                                .setFilePath(VOLUME + "/a.txt")
                                .setContents(bytes("again"))))
                .isInstanceOf(AlreadyExists.class);
        upload(client, VOLUME + "/a.txt", "again");
        assertThat(root.resolve("Volumes/main/bridge/landing/a.txt")).hasContent("again");
    }

    @Test
    void directoriesAreListedInPages() {
        WorkspaceClient client = client();
        client.files().createDirectory(new CreateDirectoryRequest().setDirectoryPath(VOLUME + "/x/y"));
        for (int number = 0; number < 5; number++) {
            upload(client, VOLUME + "/x/" + number, "hello");
        }

        List<String> names = new ArrayList<>();
        for (DirectoryEntry entry : client.files()
                .listDirectoryContents(new ListDirectoryContentsRequest()
                        .setDirectoryPath(VOLUME + "/x")
                        .setPageSize(2L))) {
            names.add(entry.getName() + (entry.getIsDirectory() ? "/" : "=" + entry.getFileSize()));
        }

        assertThat(names).containsExactly("0=5", "1=5", "2=5", "3=5", "4=5", "y/");
    }

    @Test
    void directoriesAndFilesCanBeDeleted() {
        WorkspaceClient client = client();
        client.files().createDirectory(new CreateDirectoryRequest().setDirectoryPath(VOLUME + "/x"));
        upload(client, VOLUME + "/x/a", "hello");

        assertThatThrownBy(() -> client.files().deleteDirectory(VOLUME + "/x")).isInstanceOf(DatabricksException.class);
        client.files().delete(VOLUME + "/x/a");
        client.files().deleteDirectory(VOLUME + "/x");

        assertThatThrownBy(() -> client.files().getDirectoryMetadata(VOLUME + "/x"))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> client.files().getMetadata(VOLUME + "/x/a")).isInstanceOf(NotFound.class);
    }

    @Test
    void aVolumeOrFolderThatDoesNotExistIsNotFound() {
        WorkspaceClient client = client();

        assertThatThrownBy(() -> client.files()
                        .createDirectory(new CreateDirectoryRequest().setDirectoryPath("/Volumes/main/bridge/other/x")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> upload(client, VOLUME + "/none/a", "hello")).isInstanceOf(NotFound.class);
    }

    @Test
    void aPathThatLeavesTheVolumeIsRefused() throws Exception {
        for (String path :
                List.of("/Volumes/main/bridge/landing/../../../../secret", "/Volumes/main/bridge/landing/%2e%2e/x")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(workspace.uri() + "/api/2.0/fs/files" + path))
                    .header("Authorization", "Bearer " + workspace.logins().personalToken())
                    .PUT(HttpRequest.BodyPublishers.ofString("hello"))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aRangeOfAFileCanBeRead() throws Exception {
        upload(client(), VOLUME + "/a.txt", "hello");
        HttpRequest request = get("/a.txt").header("Range", "bytes=1-3").build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("ell");
        assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 1-3/5");
    }

    @Test
    void aServicePrincipalLogsInWithOAuth() {
        WorkspaceClient client = new WorkspaceClient(config().setAuthType("oauth-m2m")
                .setClientId(workspace.logins().clientId())
                .setClientSecret(workspace.logins().clientSecret()));

        assertThat(client.currentUser().me(new MeRequest()).getUserName()).isEqualTo("sandbox@localhost");
        workspace.logins().expireIssuedTokens();
        assertThatThrownBy(() -> client.currentUser().me(new MeRequest())).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void aWrongTokenOrSecretIsRefused() {
        WorkspaceClient wrongToken =
                new WorkspaceClient(config().setAuthType("pat").setToken("wrong"));
        WorkspaceClient wrongSecret = new WorkspaceClient(config().setAuthType("oauth-m2m")
                .setClientId(workspace.logins().clientId())
                .setClientSecret("wrong"));

        assertThatThrownBy(() -> wrongToken.currentUser().me(new MeRequest())).isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> wrongSecret.currentUser().me(new MeRequest())).isInstanceOf(DatabricksException.class);
    }

    @Test
    void theWarehouseAnswersItsStateAndOthersDoNotExist() {
        WorkspaceClient client = client();

        assertThat(client.warehouses().get(SandboxWorkspace.WAREHOUSE_ID).getState())
                .hasToString("RUNNING");
        assertThatThrownBy(() -> client.warehouses().get("other")).isInstanceOf(NotFound.class);
    }

    @Test
    void faultsStrikeAsOftenAsAskedAndThenPass() {
        WorkspaceClient client = client();
        workspace
                .faults()
                .add(Fault.on("GET", "/api/2.0/preview", Effect.forbidden())
                        .times(2)
                        .after(1));

        client.currentUser().me(new MeRequest());
        assertThatThrownBy(() -> client.currentUser().me(new MeRequest())).hasMessageContaining("privilege");
        assertThatThrownBy(() -> client.currentUser().me(new MeRequest())).hasMessageContaining("privilege");
        client.currentUser().me(new MeRequest());
    }

    @Test
    void aCutAnswerIsAnErrorOfTheConnection() {
        upload(client(), VOLUME + "/a.txt", "hello");
        workspace.faults().add(Fault.on("GET", "/api/2.0/fs/files", new Effect.CutResponse(2)));

        // Not the SDK here: its download stream (0.141.0) ends early without an error.
        assertThatThrownBy(() ->
                        HttpClient.newHttpClient().send(get("/a.txt").build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void tooManyRequestsSaysWhenToComeBack() {
        workspace.faults().add(Fault.on("GET", "/api/2.0/preview", Effect.tooManyRequests(Duration.ofSeconds(7))));

        assertThatThrownBy(() -> client().currentUser().me(new MeRequest())).isInstanceOf(RequestLimitExceeded.class);
    }

    private WorkspaceClient client() {
        return new WorkspaceClient(
                config().setAuthType("pat").setToken(workspace.logins().personalToken()));
    }

    private HttpRequest.Builder get(String name) {
        return HttpRequest.newBuilder(URI.create(workspace.uri() + "/api/2.0/fs/files" + VOLUME + name))
                .header("Authorization", "Bearer " + workspace.logins().personalToken());
    }

    private DatabricksConfig config() {
        return new DatabricksConfig().setHost(workspace.uri().toString()).setDisableRetries(true);
    }

    private static void upload(WorkspaceClient client, String path, String text) {
        client.files()
                .upload(new UploadRequest()
                        .setFilePath(path)
                        .setContents(bytes(text))
                        .setOverwrite(true));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
