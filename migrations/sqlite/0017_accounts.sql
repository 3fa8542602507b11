-- Accounts beyond the password: links that were mailed to users, invitations, longer sessions, restricted tokens.

-- Who the OpenID provider says the user is; set by the first login through it.
ALTER TABLE users ADD COLUMN oidc_uid TEXT;
ALTER TABLE users ADD COLUMN oidc_issuer TEXT;
CREATE UNIQUE INDEX users_oidc ON users (oidc_issuer, oidc_uid);

-- Remembered: ends at its time however much it is used.
ALTER TABLE sessions ADD COLUMN is_remembered BOOLEAN NOT NULL DEFAULT FALSE;

-- Ids or networks with spaces between them; NULL: not restricted.
ALTER TABLE tokens ADD COLUMN organizations TEXT;
ALTER TABLE tokens ADD COLUMN servers TEXT;
ALTER TABLE tokens ADD COLUMN networks TEXT;

-- Links that work once, known by the hash of their secret. purpose: `reset` (of the password) or `email` (proof of a new
-- address, which is email_address).
CREATE TABLE user_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    email_address TEXT,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX user_links_user ON user_links (user_id);
CREATE INDEX user_links_expiry ON user_links (expires_at);

-- People asked to join an organization. servers: ids with spaces between them, when has_all_servers is false.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    organization_id BIGINT NOT NULL,
    email_address TEXT NOT NULL,
    email_address_key TEXT NOT NULL,
    role TEXT NOT NULL,
    has_all_servers BOOLEAN NOT NULL,
    servers TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitations_uuid ON invitations (uuid);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE UNIQUE INDEX invitations_address ON invitations (organization_id, email_address_key);
