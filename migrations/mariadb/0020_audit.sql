-- Who changed what: rows are only added, and removed by age. actor_kind: `user`, `token`, `system` (a command) or `nobody`
-- (not logged in). Names are copies, since users, organizations and mail servers come and go. before and after: JSON.

CREATE TABLE IF NOT EXISTS audit_entries (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    actor_kind VARCHAR(16) NOT NULL,
    actor_uuid VARCHAR(36),
    actor_address_key VARCHAR(255),
    actor_name VARCHAR(1000) NOT NULL,
    token_name VARCHAR(255),
    ip_address VARCHAR(64),
    request_id VARCHAR(255),
    action VARCHAR(64) NOT NULL,
    object_kind VARCHAR(64) NOT NULL,
    object_id VARCHAR(255),
    object_name VARCHAR(255),
    organization_id BIGINT,
    organization_permalink VARCHAR(255),
    server_id BIGINT,
    server_permalink VARCHAR(255),
    before_values MEDIUMTEXT,
    after_values MEDIUMTEXT,
    created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS audit_entries_time ON audit_entries (created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_organization ON audit_entries (organization_id, created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_actor ON audit_entries (actor_uuid, created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_address ON audit_entries (actor_address_key, created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_object ON audit_entries (object_id, created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_name ON audit_entries (object_name, created_at, id);
CREATE INDEX IF NOT EXISTS audit_entries_action ON audit_entries (action, created_at, id);
