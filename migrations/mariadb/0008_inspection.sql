-- What is known about a message besides its envelope: where it came from, what inspection and sender authentication said,
-- which endpoint it goes to; the class of a failure.

-- The client that handed an incoming message in.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS client_ip VARCHAR(64);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS client_helo VARCHAR(255);
-- Results of SPF, DKIM, DMARC and ARC as JSON; NULL: not verified.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS verification MEDIUMTEXT;
-- The endpoint of an incoming message; NULL: that of its route.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS endpoint_type VARCHAR(16);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS endpoint_id BIGINT;
-- Inspection for spam and viruses.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS is_inspected BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS is_spam BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS spam_score DOUBLE NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS is_threat BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS threat_details VARCHAR(1000);

-- Class of a failure, such as `invalid_recipient`.
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS reason VARCHAR(32);

-- What the scanners found. position: their order.
CREATE TABLE IF NOT EXISTS spam_checks (
    server_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    code VARCHAR(255) NOT NULL,
    score DOUBLE NOT NULL,
    description VARCHAR(1000),
    PRIMARY KEY (server_id, message_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
