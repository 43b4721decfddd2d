package dev.sluice.api.view;

import java.util.List;

/** Who the caller is to this server, and with which roles. */
public record CallerView(String subject, List<String> roles) {

    public CallerView {
        roles = List.copyOf(roles);
    }
}
