-- Webhooks: programs of users that are told what happens in a mail server.

-- events: kinds, separated by spaces; empty with all_events. header_names: names of the custom header fields, one per line;
-- headers: those fields, encrypted. secret: encrypted; previous_secret signs too until previous_secret_until.
-- failing_since: begin of the failures without a success between them. disabled_at: only when Postal itself disabled it.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    all_events BOOLEAN NOT NULL,
    events TEXT NOT NULL,
    format TEXT NOT NULL,
    signs_sha1 BOOLEAN NOT NULL,
    header_names TEXT NOT NULL,
    headers BLOB,
    secret BLOB NOT NULL,
    previous_secret BLOB,
    previous_secret_until BIGINT,
    failing_since BIGINT,
    last_failure_at BIGINT,
    last_failure TEXT,
    disabled_at BIGINT,
    disabled_reason TEXT,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX webhooks_uuid ON webhooks (uuid);
CREATE INDEX webhooks_server ON webhooks (server_id, is_enabled);

-- Requests that wait. payload: what is told, rendered when the event happened; created_at: when that was. owner: id of the
-- process that is sending it, 0 when free. due_at: the largest number while its webhook is disabled by Postal.
CREATE TABLE webhook_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id BIGINT NOT NULL,
    webhook_id BIGINT NOT NULL,
    uuid TEXT NOT NULL,
    event TEXT NOT NULL,
    format TEXT NOT NULL,
    message_id BIGINT,
    payload TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_requests_due ON webhook_requests (owner, webhook_id, due_at, id);
CREATE INDEX webhook_requests_order ON webhook_requests (webhook_id, message_id, id);
CREATE INDEX webhook_requests_uuid ON webhook_requests (uuid);
CREATE INDEX webhook_requests_server ON webhook_requests (server_id, id);

-- What became of each attempt; kept for some days. status_code: of HTTP, or negative where there was no answer.
-- url: without password. event_at: created_at of the request.
CREATE TABLE webhook_attempts (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    webhook_id BIGINT NOT NULL,
    request_uuid TEXT NOT NULL,
    event TEXT NOT NULL,
    format TEXT NOT NULL,
    message_id BIGINT,
    url TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    status_code BIGINT NOT NULL,
    is_success BOOLEAN NOT NULL,
    will_retry BOOLEAN NOT NULL,
    payload TEXT NOT NULL,
    body TEXT NOT NULL,
    duration_us BIGINT NOT NULL,
    event_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);
CREATE INDEX webhook_attempts_request ON webhook_attempts (server_id, request_uuid, id);
CREATE INDEX webhook_attempts_webhook ON webhook_attempts (server_id, webhook_id, is_success, id);
CREATE INDEX webhook_attempts_event ON webhook_attempts (server_id, event, is_success, id);
CREATE INDEX webhook_attempts_success ON webhook_attempts (server_id, is_success, id);
CREATE INDEX webhook_attempts_time ON webhook_attempts (created_at);
