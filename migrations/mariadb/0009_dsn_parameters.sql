-- What the sender asked for with parameters of MAIL and RCPT: delivery reports (RFC 3461, texts as on the wire), and an
-- internationalized message (RFC 6531).

ALTER TABLE messages ADD COLUMN IF NOT EXISTS dsn_notify VARCHAR(32);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS dsn_ret VARCHAR(8);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS dsn_envid VARCHAR(128);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS dsn_orcpt VARCHAR(512);
ALTER TABLE messages ADD COLUMN IF NOT EXISTS is_smtputf8 BOOLEAN NOT NULL DEFAULT FALSE;
