package dev.sluice.api.view;

/**
 * A token that was just made.
 *
 * @param token its secret, shown this once
 */
public record NewTokenView(String token, TokenView made) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "NewTokenView[" + made + "]";
    }
}
