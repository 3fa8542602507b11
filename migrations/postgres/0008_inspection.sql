-- What is known about a message besides its envelope: where it came from, what inspection and sender authentication said,
-- which endpoint it goes to; the class of a failure.

-- The client that handed an incoming message in.
ALTER TABLE messages ADD COLUMN client_ip TEXT;
ALTER TABLE messages ADD COLUMN client_helo TEXT;
-- Results of SPF, DKIM, DMARC and ARC as JSON; NULL: not verified.
ALTER TABLE messages ADD COLUMN verification TEXT;
-- The endpoint of an incoming message; NULL: that of its route.
ALTER TABLE messages ADD COLUMN endpoint_type TEXT;
ALTER TABLE messages ADD COLUMN endpoint_id BIGINT;
-- Inspection for spam and viruses.
ALTER TABLE messages ADD COLUMN is_inspected BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN is_spam BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN spam_score DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN is_threat BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN threat_details TEXT;

-- Class of a failure, such as `invalid_recipient`.
ALTER TABLE deliveries ADD COLUMN reason TEXT;

-- What the scanners found. position: their order.
CREATE TABLE spam_checks (
    server_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    description TEXT,
    PRIMARY KEY (server_id, message_id, position)
);
