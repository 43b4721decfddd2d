package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How Sluice signs in at Keystone. The secret itself is read anew for each sign-in, so that it may be changed meanwhile. */
sealed interface Credentials {

    SecretSource secret();

    /** The body of {@code POST /v3/auth/tokens}. */
    ObjectNode body(String secret);

    /** Whose they are, for people. */
    String who();

    /** A user's password, scoped to a project; domains by name. */
    record Password(String user, String userDomain, String project, String projectDomain, SecretSource secret)
            implements Credentials {

        @Override
        public ObjectNode body(String password) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ObjectNode auth = body.putObject("auth");
            ObjectNode identity = auth.putObject("identity");
            identity.putArray("methods").add("password");
            ObjectNode account = identity.putObject("password").putObject("user");
            account.put("name", user).put("password", password);
            account.putObject("domain").put("name", userDomain);
            ObjectNode scope = auth.putObject("scope").putObject("project");
            scope.put("name", project).putObject("domain").put("name", projectDomain);
            return body;
        }

        @Override
        public String who() {
            return "user " + user + " in project " + project;
        }
    }

    /** An application credential, which has its project with it. */
    record Application(String id, SecretSource secret) implements Credentials {

        @Override
        public ObjectNode body(String text) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ObjectNode identity = body.putObject("auth").putObject("identity");
            identity.putArray("methods").add("application_credential");
            identity.putObject("application_credential").put("id", id).put("secret", text);
            return body;
        }

        @Override
        public String who() {
            return "application credential " + id;
        }
    }
}
