package dev.sluice.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The way to the embedded database of a running server, for what a test or benchmark cannot ask of the server itself. */
public final class ServerDatabase {

    private ServerDatabase() {}

    /**
     * A connection as another replica would have one.
     *
     * @param data the server's folder
     */
    public static Connection connect(Path data) throws IOException, SQLException {
        Path postgres = data.resolve("postgres");
        String port = Files.readAllLines(postgres.resolve("data/postmaster.pid"))
                .get(3)
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/sluice?connectTimeout=5",
                "sluice",
                Files.readString(postgres.resolve("password")).strip());
    }
}
