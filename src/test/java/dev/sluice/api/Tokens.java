package dev.sluice.api;

import static io.restassured.RestAssured.given;

import dev.sluice.security.Credentials;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Real credentials for tests. */
@Singleton
public class Tokens {

    private final Credentials credentials;

    Tokens(Credentials credentials) {
        this.credentials = credentials;
    }

    /** A request by {@code subject} with one role. */
    public RequestSpecification as(String subject, String role) {
        return given().header("Authorization", "Bearer " + make(subject, role));
    }

    public String make(String subject, String role) {
        return credentials
                .issue(subject, Set.of(role), Optional.of(Duration.ofMinutes(10)))
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
