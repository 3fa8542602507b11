-- Tenants: mail servers (called "server" in the product), which members see which, domains, credentials.

CREATE TABLE IF NOT EXISTS servers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    token VARCHAR(16) NOT NULL,
    name VARCHAR(255) NOT NULL,
    name_key VARCHAR(255),
    permalink VARCHAR(255) NOT NULL,
    permalink_key VARCHAR(255),
    mode VARCHAR(16) NOT NULL,
    postmaster_address VARCHAR(255),
    spam_threshold DOUBLE NOT NULL,
    spam_failure_threshold DOUBLE NOT NULL,
    outbound_spam_threshold DOUBLE,
    send_limit BIGINT,
    send_limit_approaching_at BIGINT,
    send_limit_exceeded_at BIGINT,
    allow_sender BOOLEAN NOT NULL,
    privacy_mode BOOLEAN NOT NULL,
    log_smtp_data BOOLEAN NOT NULL,
    message_retention_days BIGINT,
    raw_message_retention_days BIGINT,
    raw_message_retention_size BIGINT,
    suspended_at BIGINT,
    suspension_reason VARCHAR(255),
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS servers_uuid ON servers (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS servers_token ON servers (token);
CREATE UNIQUE INDEX IF NOT EXISTS servers_permalink ON servers (organization_id, permalink_key);
CREATE UNIQUE INDEX IF NOT EXISTS servers_name ON servers (organization_id, name_key);

-- The servers of members whose has_all_servers is false.
CREATE TABLE IF NOT EXISTS membership_servers (
    organization_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    PRIMARY KEY (organization_id, user_id, server_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- owner_key: `server:<id>` or `organization:<id>`; a name is unique per owner.
CREATE TABLE IF NOT EXISTS domains (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    server_id BIGINT REFERENCES servers (id),
    owner_key VARCHAR(64) NOT NULL,
    name VARCHAR(255) NOT NULL,
    verification_method VARCHAR(16) NOT NULL,
    verification_token VARCHAR(64) NOT NULL,
    verified_at BIGINT,
    dkim_private_key LONGBLOB NOT NULL,
    dkim_public_key MEDIUMTEXT NOT NULL,
    dkim_identifier VARCHAR(64) NOT NULL,
    spf_status VARCHAR(16),
    spf_error VARCHAR(1000),
    dkim_status VARCHAR(16),
    dkim_error VARCHAR(1000),
    mx_status VARCHAR(16),
    mx_error VARCHAR(1000),
    return_path_status VARCHAR(16),
    return_path_error VARCHAR(1000),
    dns_checked_at BIGINT,
    use_for_any BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS domains_uuid ON domains (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS domains_owner_name ON domains (owner_key, name);
CREATE UNIQUE INDEX IF NOT EXISTS domains_dkim_identifier ON domains (dkim_identifier);
CREATE INDEX IF NOT EXISTS domains_name ON domains (name);
CREATE INDEX IF NOT EXISTS domains_server ON domains (server_id);
CREATE INDEX IF NOT EXISTS domains_organization ON domains (organization_id);

-- key_hash: SHA-256 of the key in hex; of the network in its normal form for SMTP-IP.
-- key_encrypted: SMTP keys only, because CRAM-MD5 needs them back. network: SMTP-IP only.
CREATE TABLE IF NOT EXISTS credentials (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    type VARCHAR(16) NOT NULL,
    name VARCHAR(255) NOT NULL,
    key_prefix VARCHAR(16) NOT NULL,
    key_hash VARCHAR(64) NOT NULL,
    key_encrypted LONGBLOB,
    network VARCHAR(64),
    hold BOOLEAN NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS credentials_uuid ON credentials (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS credentials_key ON credentials (key_hash);
CREATE INDEX IF NOT EXISTS credentials_server ON credentials (server_id, type);
