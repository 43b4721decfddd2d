package dev.sluice.security;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The page with all ways in. */
@Singleton
class SignInPage {

    private final Template page;
    private final OpenIdProvider provider;

    SignInPage(@Location("sign-in.html") Template page, OpenIdProvider provider) {
        this.page = page;
        this.provider = provider;
    }

    /**
     * @param code of a one-time link, which is then the only way that is shown
     * @param next where to go from there
     * @param note what went wrong
     */
    TemplateInstance show(@Nullable String code, @Nullable String next, @Nullable String note) {
        var local = SignIn.local(next).toString();
        return page.data("code", code)
                .data("next", local)
                .data("note", note)
                .data("provider", provider.title().orElse(null))
                .data("away", "/sign-in/oidc?next=" + URLEncoder.encode(local, StandardCharsets.UTF_8));
    }
}
