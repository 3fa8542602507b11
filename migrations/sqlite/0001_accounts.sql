-- Who may use the installation: users, organizations, memberships, sessions, management tokens.
-- `…_key` columns hold the folded form that comparisons without case use.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    email_address TEXT NOT NULL,
    email_address_key TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    password_digest TEXT,
    is_admin BOOLEAN NOT NULL,
    email_verified_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_uuid ON users (uuid);
CREATE UNIQUE INDEX users_email_address ON users (email_address_key);

-- A deleted organization keeps its row until the purge, with permalink_key NULL, so that the name is free again.
CREATE TABLE organizations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    permalink TEXT NOT NULL,
    permalink_key TEXT,
    time_zone TEXT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES users (id),
    suspended_at BIGINT,
    suspension_reason TEXT,
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX organizations_uuid ON organizations (uuid);
CREATE UNIQUE INDEX organizations_permalink ON organizations (permalink_key);

CREATE TABLE memberships (
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    has_all_servers BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    ip_address TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL,
    last_activity_ip TEXT,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    scopes TEXT,
    expires_at BIGINT,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tokens_uuid ON tokens (uuid);
CREATE UNIQUE INDEX tokens_token ON tokens (token_hash);
CREATE INDEX tokens_user ON tokens (user_id);
