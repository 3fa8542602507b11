-- Of what waits for the same destination, what is urgent goes first. -1: bulk, 0: normal, 1: high.
ALTER TABLE queued_messages ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
CREATE INDEX queued_messages_next ON queued_messages (owner, destination, priority, due_at);
DROP INDEX queued_messages_due;
