-- Scheduled tasks and who runs them; what the product has told about send limits; how much raw content is stored.

-- last_changed: NULL when the last run failed. Times are those of the schedule, not of the database's clock.
CREATE TABLE scheduled_tasks (
    name TEXT NOT NULL PRIMARY KEY,
    next_run_at BIGINT NOT NULL,
    last_run_at BIGINT,
    last_duration_us BIGINT,
    last_changed BIGINT,
    last_error TEXT
);

-- What only one process does at a time. owner: its id, 0 when free. generation grows with each new owner; what is written
-- under an older one is refused. expires_at is the database's clock.
CREATE TABLE process_roles (
    name TEXT NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
INSERT INTO process_roles (name, owner, generation, expires_at) VALUES ('tasks', 0, 0, 0);

ALTER TABLE servers ADD COLUMN send_limit_approaching_notified_at BIGINT;
ALTER TABLE servers ADD COLUMN send_limit_exceeded_notified_at BIGINT;

-- stored_bytes: as stored, after compression.
ALTER TABLE contents ADD COLUMN stored_bytes BIGINT NOT NULL DEFAULT 0;
UPDATE contents SET stored_bytes = COALESCE(LENGTH(data), (SELECT SUM(LENGTH(k.data)) FROM content_chunks k WHERE k.server_id = contents.server_id AND k.content_id = contents.id), 0);
CREATE INDEX contents_age ON contents (server_id, created_at, id, stored_bytes);

-- Sums over `contents`, changed in the same transactions; a row per writer, as with counters. Retention writes as 0.
CREATE TABLE content_sizes (
    server_id BIGINT NOT NULL,
    writer BIGINT NOT NULL,
    contents BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (server_id, writer)
);
INSERT INTO content_sizes (server_id, writer, contents, bytes) SELECT server_id, 0, COUNT(*), SUM(stored_bytes) FROM contents GROUP BY server_id;

-- What is deleted by age is found by age.
CREATE INDEX content_chunks_age ON content_chunks (created_at, server_id, content_id);
CREATE INDEX sessions_end ON sessions (expires_at);
CREATE INDEX tokens_end ON tokens (expires_at);
CREATE INDEX suppressions_end ON suppressions (keep_until);
CREATE INDEX minute_counters_minute ON minute_counters (minute);
CREATE INDEX membership_servers_server ON membership_servers (server_id);
