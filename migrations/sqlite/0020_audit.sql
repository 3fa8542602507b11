-- Who changed what: rows are only added, and removed by age. actor_kind: `user`, `token`, `system` (a command) or `nobody`
-- (not logged in). Names are copies, since users, organizations and mail servers come and go. before and after: JSON.

CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_kind TEXT NOT NULL,
    actor_uuid TEXT,
    actor_address_key TEXT,
    actor_name TEXT NOT NULL,
    token_name TEXT,
    ip_address TEXT,
    request_id TEXT,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT,
    object_name TEXT,
    organization_id BIGINT,
    organization_permalink TEXT,
    server_id BIGINT,
    server_permalink TEXT,
    before_values TEXT,
    after_values TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_entries_time ON audit_entries (created_at, id);
CREATE INDEX audit_entries_organization ON audit_entries (organization_id, created_at, id);
CREATE INDEX audit_entries_actor ON audit_entries (actor_uuid, created_at, id);
CREATE INDEX audit_entries_address ON audit_entries (actor_address_key, created_at, id);
CREATE INDEX audit_entries_object ON audit_entries (object_id, created_at, id);
CREATE INDEX audit_entries_name ON audit_entries (object_name, created_at, id);
CREATE INDEX audit_entries_action ON audit_entries (action, created_at, id);
