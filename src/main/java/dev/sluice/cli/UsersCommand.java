package dev.sluice.cli;

import dev.sluice.api.view.NewUserRequest;
import dev.sluice.api.view.PasswordRequest;
import dev.sluice.api.view.RoleRequest;
import dev.sluice.api.view.UserView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice users}, with what an admin may do below it. */
@Command(
        name = "users",
        description = "Lists who may sign in with a password, and as what.",
        synopsisSubcommandLabel = "[add|disable|enable|role|password|sign-out]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice users",
            "  ./sluice users add ada --role operator",
            "  ./sluice users role ada admin",
            "  ./sluice users password ada < file",
            "  ./sluice users disable ada"
        })
final class UsersCommand implements Callable<Integer> {

    private final SluiceCommand sluice;

    UsersCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public Integer call() {
        var answer = sluice.client().get("/api/users");
        if (sluice.printedAsJson(answer)) {
            return 0;
        }
        var ink = sluice.ink();
        var now = sluice.clock().instant();
        var table = new Table("USER", "ROLE", "SIGN-IN", ">PASSWORD", "ADDED BY");
        for (var user : List.of(answer.as(UserView[].class))) {
            table.row(
                    ink.bold(user.name()),
                    user.role(),
                    user.enabled() ? "yes" : ink.yellow("disabled"),
                    Words.between(user.passwordAt(), now) + " old",
                    user.createdBy());
        }
        table.lines(ink).forEach(sluice.terminal()::line);
        return 0;
    }

    @Command(name = "add", description = "Adds a user; the password is asked for, or read from standard input.")
    int add(
            @Parameters(paramLabel = "NAME", description = "For example ada.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "viewer|operator|admin",
                            description = "What they may.")
                    String role) {
        var password = sluice.secrets().choose("Password of " + name);
        var answer = sluice.client().post("/api/users", new NewUserRequest(name, role, password));
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line("Added " + name + " as " + role + ".");
        }
        return 0;
    }

    @Command(name = "role", description = "Changes what a user may; their sessions end.")
    int role(
            @Parameters(paramLabel = "NAME", description = "For example ada.") String name,
            @Parameters(paramLabel = "viewer|operator|admin", description = "What they may from now on.") String role) {
        var answer = sluice.client().put(Paths.user(name) + "/role", new RoleRequest(role));
        if (!sluice.printedAsJson(answer)) {
            sluice.terminal().line(name + " is " + role + " now; their sessions have ended.");
        }
        return 0;
    }

    @Command(
            name = "password",
            description = "Sets a user's password, asked for or read from standard input; their sessions end.")
    int password(
            @Parameters(paramLabel = "NAME", description = "For example ada.") String name,
            @Option(names = "--own", description = "It is your own: the present one is asked for first.") boolean own) {
        var current = own ? sluice.secrets().ask("Your present password") : null;
        var next = sluice.secrets().choose("New password of " + name);
        sluice.client().put(Paths.user(name) + "/password", new PasswordRequest(next, current));
        sluice.terminal().line("The password of " + name + " is set; their sessions have ended.");
        return 0;
    }

    @Command(name = "disable", description = "Shuts a user out; their sessions and tokens are void.")
    int disable(@Parameters(paramLabel = "NAME", description = "For example ada.") String name) {
        return act(name, "disable", name + " is shut out; every session and token of theirs is void.");
    }

    @Command(name = "enable", description = "Lets a user sign in again.")
    int enable(@Parameters(paramLabel = "NAME", description = "For example ada.") String name) {
        return act(name, "enable", name + " may sign in again.");
    }

    @Command(name = "sign-out", description = "Ends every session of a user.")
    int signOut(@Parameters(paramLabel = "NAME", description = "For example ada.") String name) {
        return act(name, "sign-out", "Every session of " + name + " has ended.");
    }

    private int act(String name, String act, String done) {
        sluice.client().post(Paths.user(name) + "/" + act, null);
        sluice.terminal().line(done);
        return 0;
    }
}
