-- What the sender asked for with parameters of MAIL and RCPT: delivery reports (RFC 3461, texts as on the wire), and an
-- internationalized message (RFC 6531).

ALTER TABLE messages ADD COLUMN dsn_notify TEXT;
ALTER TABLE messages ADD COLUMN dsn_ret TEXT;
ALTER TABLE messages ADD COLUMN dsn_envid TEXT;
ALTER TABLE messages ADD COLUMN dsn_orcpt TEXT;
ALTER TABLE messages ADD COLUMN is_smtputf8 BOOLEAN NOT NULL DEFAULT FALSE;
