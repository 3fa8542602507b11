-- What the sending API knows besides the content: when a message is to go, how, and what the application calls it.

-- Not to be sent before this time.
ALTER TABLE messages ADD COLUMN scheduled_at BIGINT;
-- JSON: tags (a list; the first is the column tag), metadata (an object of texts), options.
ALTER TABLE messages ADD COLUMN tags TEXT;
ALTER TABLE messages ADD COLUMN metadata TEXT;
ALTER TABLE messages ADD COLUMN options TEXT;

-- Tags and metadata once more, to be searched. name: `tag`, or `meta:` and the key.
CREATE TABLE message_labels (
    server_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value_key TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    PRIMARY KEY (server_id, name, value_key, message_id)
);
CREATE INDEX message_labels_message ON message_labels (server_id, message_id);

-- Requests that were carried out, so that a repeated one is answered and not carried out again. key_hash: SHA-256 of
-- caller, path and Idempotency-Key. answer: JSON without what the messages say; messages: their ids and tokens, in order.
CREATE TABLE idempotency_keys (
    server_id BIGINT NOT NULL,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    messages TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, key_hash)
);
CREATE INDEX idempotency_keys_time ON idempotency_keys (created_at);
