package dev.sluice.server;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code serve} was told on its command line; nothing here has a default, so that a config file can speak. */
record ServeOptions(
        OptionalInt port, Optional<String> host, Optional<String> data, Optional<Path> config, boolean logJson) {

    static final String USAGE = """
            Usage: sluice serve [--port N] [--host H] [--data DIR] [--config FILE] [--log-json]

              --port N       listen on this port (8080); 0 takes a free one
              --host H       listen on this address (127.0.0.1, this machine only)
              --data DIR     keep everything here (SLUICE_DATA, or ~/.local/share/sluice)
              --config FILE  read settings from this properties file
              --log-json     log one JSON object a line

            SLUICE_DB_URL, SLUICE_DB_USER and SLUICE_DB_PASSWORD name a PostgreSQL of your own;
            without them Sluice runs one in its data folder.""";

    /** The command line is wrong; the message is one sentence. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message + " See: sluice serve --help");
        }
    }

    /** Reads the arguments, with or without a leading {@code serve}. */
    static ServeOptions parse(List<String> arguments) {
        OptionalInt port = OptionalInt.empty();
        Optional<String> host = Optional.empty();
        Optional<String> data = Optional.empty();
        Optional<Path> config = Optional.empty();
        boolean logJson = false;
        Iterator<String> rest = arguments.stream()
                .skip(!arguments.isEmpty() && arguments.get(0).equals("serve") ? 1 : 0)
                .iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Optional<String> inline = equals < 0 ? Optional.empty() : Optional.of(argument.substring(equals + 1));
            switch (name) {
                case "--port" -> port = OptionalInt.of(port(value(name, inline, rest)));
                case "--host" -> host = Optional.of(value(name, inline, rest));
                case "--data" -> data = Optional.of(value(name, inline, rest));
                case "--config" -> config = Optional.of(Path.of(value(name, inline, rest)));
                case "--log-json" -> logJson = true;
                default -> throw new Wrong("serve knows no argument \"" + argument + "\".");
            }
        }
        return new ServeOptions(port, host, data, config, logJson);
    }

    private static String value(String name, Optional<String> inline, Iterator<String> rest) {
        String value = inline.orElseGet(() -> rest.hasNext() ? rest.next() : "");
        if (value.isBlank()) {
            throw new Wrong(name + " needs a value.");
        }
        return value;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw notAPort(text);
        }
        throw notAPort(text);
    }

    private static Wrong notAPort(String text) {
        return new Wrong("--port takes a number from 0 to 65535, not \"" + text + "\".");
    }
}
