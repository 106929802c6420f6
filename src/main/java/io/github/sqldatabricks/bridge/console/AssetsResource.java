package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.console.Assets.Asset;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Style, script and icon of all pages; open to everybody, as the log-in page needs them. */
@Path(ConsolePath.ROOT + "/assets")
public class AssetsResource {

    /** RFC 8246: a reload does not ask again either. */
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final Assets assets;

    public AssetsResource(Assets assets) {
        this.assets = assets;
    }

    /** One file. */
    @GET
    @Path("/{hash}/{name}")
    public Response asset(
            @PathParam("hash") String hash,
            @PathParam("name") String name,
            @HeaderParam(HttpHeaders.ACCEPT_ENCODING) String accepted) {
        Asset asset = assets.find(hash, name).orElseThrow(NotFoundException::new);
        boolean compressed = Gzip.isAccepted(accepted);
        return Gzip.mark(
                        Response.ok(compressed ? asset.compressed() : asset.bytes())
                                .header(HttpHeaders.CACHE_CONTROL, FOR_GOOD)
                                .header(HttpHeaders.CONTENT_TYPE, asset.type()),
                        compressed)
                .build();
    }
}
