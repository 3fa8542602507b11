-- Login through an OpenID provider.

-- What the provider's logout is asked with, encrypted; NULL: the login did not come through it.
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS oidc_id_token BLOB;

-- Answers of the provider that were taken: each counts once. A row is of no use after its end.
CREATE TABLE IF NOT EXISTS oidc_states (
    state_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS oidc_states_expiry ON oidc_states (expires_at);
