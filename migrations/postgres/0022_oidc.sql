-- Login through an OpenID provider.

-- What the provider's logout is asked with, encrypted; NULL: the login did not come through it.
ALTER TABLE sessions ADD COLUMN oidc_id_token BYTEA;

-- Answers of the provider that were taken: each counts once. A row is of no use after its end.
CREATE TABLE oidc_states (
    state_hash TEXT NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX oidc_states_expiry ON oidc_states (expires_at);
