-- What an event search looks up: kinds in the order of time, and messages by Message-ID.

DROP INDEX events_kind;
CREATE INDEX events_kind_time ON events (server_id, kind, created_at, id);

-- First 60 bits of the SHA-256 of the Message-ID in lower case.
ALTER TABLE messages ADD COLUMN message_id_hash BIGINT;
CREATE INDEX messages_message_id ON messages (server_id, message_id_hash, created_at, id);
