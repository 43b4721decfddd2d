/**
 * REST for programs and the command line; errors are RFC 9457 problem bodies.
 *
 * <p>Must not know: HTML.
 *
 * <p>Invariant: anything that touches a node is a dry run unless the caller says otherwise.
 */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Sluice",
                        version = "1",
                        description = "One fleet of machines for several schedulers. Every write that touches a node is"
                                + " a dry run unless the caller says otherwise; every failure is a problem body"
                                + " (RFC 9457) with a stable code.",
                        license = @License(name = "Apache-2.0")),
        security = {@SecurityRequirement(name = "token"), @SecurityRequirement(name = "session")},
        components =
                @Components(
                        securitySchemes = {
                            @SecurityScheme(
                                    securitySchemeName = "token",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    description = "A token of a program, slc_ and 43 characters."),
                            @SecurityScheme(
                                    securitySchemeName = "session",
                                    type = SecuritySchemeType.APIKEY,
                                    in = SecuritySchemeIn.COOKIE,
                                    apiKeyName = "sluice_session",
                                    description = "A browser that has used a one-time sign-in link; writes only from"
                                            + " Sluice's own pages.")
                        },
                        responses = {
                            @APIResponse(
                                    name = "malformed",
                                    description = "The request is malformed; the detail names the field and the rule.",
                                    content =
                                            @Content(
                                                    mediaType = ProblemView.MEDIA_TYPE,
                                                    schema = @Schema(implementation = ProblemView.class))),
                            @APIResponse(
                                    name = "unknown",
                                    description = "There is no such thing; the detail names it.",
                                    content =
                                            @Content(
                                                    mediaType = ProblemView.MEDIA_TYPE,
                                                    schema = @Schema(implementation = ProblemView.class))),
                            @APIResponse(
                                    name = "refused",
                                    description = "It is well-formed and cannot be done now; nothing was touched.",
                                    content =
                                            @Content(
                                                    mediaType = ProblemView.MEDIA_TYPE,
                                                    schema = @Schema(implementation = ProblemView.class)))
                        }))
@NullMarked
package dev.sluice.api;

import dev.sluice.api.view.ProblemView;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jspecify.annotations.NullMarked;
