package dev.sluice.cli;

import dev.sluice.api.view.FrameworkView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running server has recorded of its frameworks' needs.
 *
 * @param csv a trace
 * @param note how much of it was recorded, for people
 * @param nodes that the frameworks hold now
 */
public record History(String csv, String note, int nodes) {

    /**
     * Asks the server, which is found as for every verb.
     *
     * @param period as the server reads it, for example {@code 7d}
     * @throws Fault when there is no server, or no history
     */
    public static History of(
            String period,
            @Nullable String server,
            @Nullable Path tokenFile,
            Map<String, String> environment,
            Path home) {
        var client = new Client(Target.find(server, tokenFile, environment, home));
        var answer = client.get("/api/history/needs?for=" + URLEncoder.encode(period, StandardCharsets.UTF_8));
        var frameworks = client.get("/api/frameworks").as(FrameworkView[].class);
        return new History(
                answer.text(),
                answer.note(),
                Arrays.stream(frameworks).mapToInt(FrameworkView::nodes).sum());
    }
}
