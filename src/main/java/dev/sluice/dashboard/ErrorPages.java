package dev.sluice.dashboard;

import dev.sluice.api.view.ProblemView;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Shows a problem as a page to whoever asked for a page; programs get the problem body as it is. */
final class ErrorPages {

    private final Visitor visitor;

    ErrorPages(Visitor visitor) {
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance problem(ProblemView problem, String theme, String density);

        private Templates() {}
    }

    @ServerResponseFilter
    Uni<Void> show(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof ProblemView problem) || !wantsPage(request)) {
            return Uni.createFrom().voidItem();
        }
        return Templates.problem(problem, visitor.theme(), visitor.density())
                .createUni()
                .invoke(html -> {
                    response.setEntity(html);
                    response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_HTML + ";charset=UTF-8");
                })
                .replaceWithVoid();
    }

    private static boolean wantsPage(ContainerRequestContext request) {
        var accept = request.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null
                && accept.contains(MediaType.TEXT_HTML)
                && !request.getUriInfo().getPath().startsWith("/api/");
    }
}
