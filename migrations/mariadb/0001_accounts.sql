-- Who may use the installation: users, organizations, memberships, sessions, management tokens.
-- `…_key` columns hold the folded form that comparisons without case use.

CREATE TABLE IF NOT EXISTS users (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    email_address VARCHAR(255) NOT NULL,
    email_address_key VARCHAR(255) NOT NULL,
    first_name VARCHAR(255) NOT NULL,
    last_name VARCHAR(255) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    password_digest VARCHAR(255),
    is_admin BOOLEAN NOT NULL,
    email_verified_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS users_uuid ON users (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS users_email_address ON users (email_address_key);

-- A deleted organization keeps its row until the purge, with permalink_key NULL, so that the name is free again.
CREATE TABLE IF NOT EXISTS organizations (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    permalink VARCHAR(255) NOT NULL,
    permalink_key VARCHAR(255),
    time_zone VARCHAR(64) NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES users (id),
    suspended_at BIGINT,
    suspension_reason VARCHAR(255),
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS organizations_uuid ON organizations (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS organizations_permalink ON organizations (permalink_key);

CREATE TABLE IF NOT EXISTS memberships (
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role VARCHAR(16) NOT NULL,
    has_all_servers BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS memberships_user ON memberships (user_id);

CREATE TABLE IF NOT EXISTS sessions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    ip_address VARCHAR(64),
    user_agent VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL,
    last_activity_ip VARCHAR(64),
    expires_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS sessions_token ON sessions (token_hash);
CREATE INDEX IF NOT EXISTS sessions_user ON sessions (user_id);

CREATE TABLE IF NOT EXISTS tokens (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    name VARCHAR(255) NOT NULL,
    prefix VARCHAR(16) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    scopes VARCHAR(1000),
    expires_at BIGINT,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS tokens_uuid ON tokens (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS tokens_token ON tokens (token_hash);
CREATE INDEX IF NOT EXISTS tokens_user ON tokens (user_id);
