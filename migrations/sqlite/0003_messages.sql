-- Messages, one row per recipient; their raw content, shared by the recipients of one transaction;
-- the queue; one delivery record per attempt. Keyed by server, so that a tenant's rows lie together.

-- Last id given of a kind (`message`, `delivery`) within one mail server.
CREATE TABLE sequences (
    server_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    last_id BIGINT NOT NULL,
    PRIMARY KEY (server_id, kind)
);

-- data is NULL while the content lies in content_chunks. encoding: `identity` or `zstd`.
CREATE TABLE contents (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    encoding TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    data BLOB,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);

CREATE TABLE content_chunks (
    server_id BIGINT NOT NULL,
    content_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    data BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, content_id, position)
);

-- content_id is NULL once the raw content is removed. prepended_headers: what this recipient's copy starts with.
-- is_seven_bit: the prepared copy was converted to 7 bits before it was signed.
-- version grows with every change that a worker must notice before it sends.
CREATE TABLE messages (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    token TEXT NOT NULL,
    scope TEXT NOT NULL,
    rcpt_to TEXT NOT NULL,
    rcpt_to_key TEXT NOT NULL,
    mail_from TEXT,
    subject TEXT,
    message_id TEXT,
    tag TEXT,
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    is_held BOOLEAN NOT NULL,
    hold_expires_at BIGINT,
    is_bounce BOOLEAN NOT NULL,
    bounce_for_id BIGINT,
    credential_id BIGINT,
    domain_id BIGINT,
    route_id BIGINT,
    received_with_tls BOOLEAN,
    size_bytes BIGINT NOT NULL,
    content_id BIGINT,
    prepended_headers TEXT,
    is_prepared BOOLEAN NOT NULL,
    is_seven_bit BOOLEAN,
    last_delivery_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);
CREATE INDEX messages_time ON messages (server_id, created_at, id);
CREATE INDEX messages_token ON messages (server_id, token);
CREATE INDEX messages_recipient ON messages (server_id, rcpt_to_key, created_at, id);
CREATE INDEX messages_status ON messages (server_id, status, created_at, id);
CREATE INDEX messages_content ON messages (server_id, content_id);

-- owner: id of the process that holds the row, 0 when free. destination: domain of the recipient, lower-case A-labels.
CREATE TABLE queued_messages (
    server_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    destination TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    is_manual BOOLEAN NOT NULL,
    owner BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, message_id)
);
CREATE INDEX queued_messages_due ON queued_messages (owner, destination, due_at);

CREATE TABLE deliveries (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    status TEXT NOT NULL,
    code BIGINT,
    enhanced_code TEXT,
    details TEXT NOT NULL,
    output TEXT,
    sent_with_tls BOOLEAN NOT NULL,
    tls TEXT,
    mx_host TEXT,
    mx_address TEXT,
    dialogue TEXT,
    log_id TEXT,
    duration_us BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);
CREATE INDEX deliveries_message ON deliveries (server_id, message_id, id);

CREATE TABLE suppressions (
    server_id BIGINT NOT NULL,
    type TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    keep_until BIGINT,
    PRIMARY KEY (server_id, type, address_key)
);
CREATE INDEX suppressions_time ON suppressions (server_id, created_at);
