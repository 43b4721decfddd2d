package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.dashboard.live.NaturalOrder;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What the command palette offers. */
@Path("/find")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class FindResource {

    static final int MOST = 12;

    private final StatusAssembler assembler;

    FindResource(StatusAssembler assembler) {
        this.assembler = assembler;
    }

    /** @param kind page, framework, node, suggestion or operation */
    public record Found(String kind, String title, String path) {}

    @GET
    @Operation(hidden = true)
    public Uni<List<Found>> find(@QueryParam("q") @DefaultValue("") String q) {
        return assembler.status().map(status -> find(status, q));
    }

    /** The best first: what begins with the words, then what holds them; shorter names before longer ones. */
    static List<Found> find(StatusView status, String q) {
        var wanted = q.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return all(status).limit(MOST).toList();
        }
        return all(status)
                .filter(found -> found.title().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparing((Found found) ->
                                !found.title().toLowerCase(Locale.ROOT).startsWith(wanted))
                        .thenComparing(found -> found.title().length())
                        .thenComparing(Found::title, NaturalOrder.INSTANCE))
                .limit(MOST)
                .toList();
    }

    private static Stream<Found> all(StatusView status) {
        var titles = Titles.of(status);
        return Stream.of(
                        Arrays.stream(Section.values()).map(s -> new Found("page", s.title(), s.path())),
                        Stream.of(new Found("page", "Move by hand", "/move"), new Found("page", "Agents", "/agents")),
                        status.frameworks().stream()
                                .map(f -> new Found("framework", f.title(), "/frameworks/" + f.id())),
                        status.suggestions().stream()
                                .map(s -> new Found(
                                        "suggestion",
                                        s.id() + " " + new SuggestionModel(s, titles, false).headline(),
                                        "/suggestions/" + s.id())),
                        status.operations().stream()
                                .map(o -> new Found("operation", o.id() + " " + o.summary(), "/operations/" + o.id())),
                        status.nodes().stream().map(n -> new Found("node", n.id(), "/nodes/" + n.id())))
                .flatMap(found -> found);
    }
}
