package dev.sluice.cli;

import dev.sluice.api.view.CallerView;
import dev.sluice.api.view.LoginRequest;
import dev.sluice.api.view.NewTokenView;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice login}. */
@Command(
        name = "login",
        description = "Keeps a server's address and a credential for it in the context file, for the other verbs.",
        footerHeading = "%n",
        footer = {
            "Asks for a token, or for a one-time link as ./sluice sign-in prints it on the server's machine, which",
            "it turns into a token of 30 days; or reads either from standard input.",
            "",
            "Examples:",
            "  ./sluice login https://sluice.internal:8080",
            "  ./sluice login https://sluice.internal:8080 < token"
        })
final class LoginCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    @Parameters(paramLabel = "URL", description = "Where the server is.")
    private String url = "";

    LoginCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var address = Target.checked(url);
        var given = sluice.secrets().ask("Token or one-time link").strip();
        var code = code(given);
        var token = code == null ? given : exchanged(address, code);
        var caller = new Client(new Target(address, token, "what was given"))
                .get("/api/caller")
                .as(CallerView.class);
        var file = sluice.keep(address, token);
        sluice.terminal()
                .line("Signed in at " + address + " as " + caller.subject() + " (" + Words.list(caller.roles())
                        + "); kept in " + file + ".");
        return 0;
    }

    private static String exchanged(String address, String code) {
        return new Client(new Target(address, "", "the link"))
                .post("/api/login", new LoginRequest(code, "command line on " + host()))
                .as(NewTokenView.class)
                .token();
    }

    /** The code in a one-time link; null for what is a token. */
    private static @Nullable String code(String given) {
        if (!given.startsWith("http://") && !given.startsWith("https://")) {
            return null;
        }
        try {
            var query = URI.create(given).getQuery();
            if (query != null && query.startsWith("code=")) {
                return query.substring("code=".length());
            }
        } catch (IllegalArgumentException e) {
            throw notALink();
        }
        throw notALink();
    }

    private static Fault notALink() {
        return new Fault(Fault.USAGE, "That is no one-time link; paste it whole, as ./sluice sign-in prints it.");
    }

    private static String host() {
        try {
            var name = InetAddress.getLocalHost().getHostName();
            return name.length() > 60 ? name.substring(0, 60) : name;
        } catch (UnknownHostException e) {
            return "an unknown host";
        }
    }
}
