-- The second factor of a login: a code of the moment (RFC 6238), or a recovery code that works once.

-- Encrypted. It counts once totp_enabled_at is set. totp_last_step: of the last code that was used; each works once.
ALTER TABLE users ADD COLUMN totp_secret BLOB;
ALTER TABLE users ADD COLUMN totp_enabled_at BIGINT;
ALTER TABLE users ADD COLUMN totp_last_step BIGINT NOT NULL DEFAULT 0;

-- Members have to have a second factor.
ALTER TABLE organizations ADD COLUMN requires_two_factor BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- When password or code were last given in this session. Sessions from before give them again.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
