-- The message has been counted for the send limit of its mail server. A retry is not counted again.
ALTER TABLE queued_messages ADD COLUMN is_counted BOOLEAN NOT NULL DEFAULT FALSE;
