-- Accounts beyond the password: links that were mailed to users, invitations, longer sessions, restricted tokens.

-- Who the OpenID provider says the user is; set by the first login through it.
ALTER TABLE users ADD COLUMN IF NOT EXISTS oidc_uid VARCHAR(255);
ALTER TABLE users ADD COLUMN IF NOT EXISTS oidc_issuer VARCHAR(255);
CREATE UNIQUE INDEX IF NOT EXISTS users_oidc ON users (oidc_issuer, oidc_uid);

-- Remembered: ends at its time however much it is used.
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS is_remembered BOOLEAN NOT NULL DEFAULT FALSE;

-- Ids or networks with spaces between them; NULL: not restricted.
ALTER TABLE tokens ADD COLUMN IF NOT EXISTS organizations VARCHAR(4000);
ALTER TABLE tokens ADD COLUMN IF NOT EXISTS servers VARCHAR(4000);
ALTER TABLE tokens ADD COLUMN IF NOT EXISTS networks VARCHAR(4000);

-- Links that work once, known by the hash of their secret. purpose: `reset` (of the password) or `email` (proof of a new
-- address, which is email_address).
CREATE TABLE IF NOT EXISTS user_links (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    purpose VARCHAR(16) NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    email_address VARCHAR(255),
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS user_links_user ON user_links (user_id);
CREATE INDEX IF NOT EXISTS user_links_expiry ON user_links (expires_at);

-- People asked to join an organization. servers: ids with spaces between them, when has_all_servers is false.
CREATE TABLE IF NOT EXISTS invitations (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    organization_id BIGINT NOT NULL,
    email_address VARCHAR(255) NOT NULL,
    email_address_key VARCHAR(255) NOT NULL,
    role VARCHAR(16) NOT NULL,
    has_all_servers BOOLEAN NOT NULL,
    servers VARCHAR(4000) NOT NULL,
    invited_by VARCHAR(255) NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS invitations_uuid ON invitations (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS invitations_token ON invitations (token_hash);
CREATE UNIQUE INDEX IF NOT EXISTS invitations_address ON invitations (organization_id, email_address_key);
