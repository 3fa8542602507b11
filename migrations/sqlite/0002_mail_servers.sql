-- Tenants: mail servers (called "server" in the product), which members see which, domains, credentials.

CREATE TABLE servers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    token TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT,
    permalink TEXT NOT NULL,
    permalink_key TEXT,
    mode TEXT NOT NULL,
    postmaster_address TEXT,
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
    suspension_reason TEXT,
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX servers_uuid ON servers (uuid);
CREATE UNIQUE INDEX servers_token ON servers (token);
CREATE UNIQUE INDEX servers_permalink ON servers (organization_id, permalink_key);
CREATE UNIQUE INDEX servers_name ON servers (organization_id, name_key);

-- The servers of members whose has_all_servers is false.
CREATE TABLE membership_servers (
    organization_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    PRIMARY KEY (organization_id, user_id, server_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id)
);

-- owner_key: `server:<id>` or `organization:<id>`; a name is unique per owner.
CREATE TABLE domains (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    server_id BIGINT REFERENCES servers (id),
    owner_key TEXT NOT NULL,
    name TEXT NOT NULL,
    verification_method TEXT NOT NULL,
    verification_token TEXT NOT NULL,
    verified_at BIGINT,
    dkim_private_key BLOB NOT NULL,
    dkim_public_key TEXT NOT NULL,
    dkim_identifier TEXT NOT NULL,
    spf_status TEXT,
    spf_error TEXT,
    dkim_status TEXT,
    dkim_error TEXT,
    mx_status TEXT,
    mx_error TEXT,
    return_path_status TEXT,
    return_path_error TEXT,
    dns_checked_at BIGINT,
    use_for_any BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX domains_uuid ON domains (uuid);
CREATE UNIQUE INDEX domains_owner_name ON domains (owner_key, name);
CREATE UNIQUE INDEX domains_dkim_identifier ON domains (dkim_identifier);
CREATE INDEX domains_name ON domains (name);
CREATE INDEX domains_server ON domains (server_id);
CREATE INDEX domains_organization ON domains (organization_id);

-- key_hash: SHA-256 of the key in hex; of the network in its normal form for SMTP-IP.
-- key_encrypted: SMTP keys only, because CRAM-MD5 needs them back. network: SMTP-IP only.
CREATE TABLE credentials (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    key_prefix TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    key_encrypted BLOB,
    network TEXT,
    hold BOOLEAN NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX credentials_uuid ON credentials (uuid);
CREATE UNIQUE INDEX credentials_key ON credentials (key_hash);
CREATE INDEX credentials_server ON credentials (server_id, type);
