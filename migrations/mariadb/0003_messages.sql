-- Messages, one row per recipient; their raw content, shared by the recipients of one transaction;
-- the queue; one delivery record per attempt. Keyed by server, so that a tenant's rows lie together.

-- Last id given of a kind (`message`, `delivery`) within one mail server.
CREATE TABLE IF NOT EXISTS sequences (
    server_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    last_id BIGINT NOT NULL,
    PRIMARY KEY (server_id, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- data is NULL while the content lies in content_chunks. encoding: `identity` or `zstd`.
CREATE TABLE IF NOT EXISTS contents (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    encoding VARCHAR(16) NOT NULL,
    size_bytes BIGINT NOT NULL,
    data LONGBLOB,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS content_chunks (
    server_id BIGINT NOT NULL,
    content_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    data LONGBLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, content_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- content_id is NULL once the raw content is removed. prepended_headers: what this recipient's copy starts with.
-- is_seven_bit: the prepared copy was converted to 7 bits before it was signed.
-- version grows with every change that a worker must notice before it sends.
CREATE TABLE IF NOT EXISTS messages (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    token VARCHAR(32) NOT NULL,
    scope VARCHAR(16) NOT NULL,
    rcpt_to VARCHAR(512) NOT NULL,
    rcpt_to_key VARCHAR(512) NOT NULL,
    mail_from VARCHAR(512),
    subject VARCHAR(255),
    message_id VARCHAR(1000),
    tag VARCHAR(255),
    status VARCHAR(16) NOT NULL,
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
    prepended_headers MEDIUMTEXT,
    is_prepared BOOLEAN NOT NULL,
    is_seven_bit BOOLEAN,
    last_delivery_attempt_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS messages_time ON messages (server_id, created_at, id);
CREATE INDEX IF NOT EXISTS messages_token ON messages (server_id, token);
CREATE INDEX IF NOT EXISTS messages_recipient ON messages (server_id, rcpt_to_key, created_at, id);
CREATE INDEX IF NOT EXISTS messages_status ON messages (server_id, status, created_at, id);
CREATE INDEX IF NOT EXISTS messages_content ON messages (server_id, content_id);

-- owner: id of the process that holds the row, 0 when free. destination: domain of the recipient, lower-case A-labels.
CREATE TABLE IF NOT EXISTS queued_messages (
    server_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    destination VARCHAR(255) NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    is_manual BOOLEAN NOT NULL,
    owner BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, message_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS queued_messages_due ON queued_messages (owner, destination, due_at);

CREATE TABLE IF NOT EXISTS deliveries (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL,
    code BIGINT,
    enhanced_code VARCHAR(16),
    details VARCHAR(1000) NOT NULL,
    output VARCHAR(1000),
    sent_with_tls BOOLEAN NOT NULL,
    tls VARCHAR(64),
    mx_host VARCHAR(255),
    mx_address VARCHAR(64),
    dialogue MEDIUMTEXT,
    log_id VARCHAR(16),
    duration_us BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS deliveries_message ON deliveries (server_id, message_id, id);

CREATE TABLE IF NOT EXISTS suppressions (
    server_id BIGINT NOT NULL,
    type VARCHAR(16) NOT NULL,
    address VARCHAR(512) NOT NULL,
    address_key VARCHAR(512) NOT NULL,
    reason VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    keep_until BIGINT,
    PRIMARY KEY (server_id, type, address_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS suppressions_time ON suppressions (server_id, created_at);
