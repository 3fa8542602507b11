-- What is deleted comes back until the purge has begun with it.
ALTER TABLE organizations ADD COLUMN IF NOT EXISTS is_being_purged BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE servers ADD COLUMN IF NOT EXISTS is_being_purged BOOLEAN NOT NULL DEFAULT FALSE;

-- Keys that a rotation has replaced and that still work for a while. The columns are those of credentials.
CREATE TABLE IF NOT EXISTS previous_credential_keys (
    credential_id BIGINT NOT NULL PRIMARY KEY,
    key_hash VARCHAR(64) NOT NULL,
    key_encrypted LONGBLOB,
    valid_until BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS previous_credential_keys_key ON previous_credential_keys (key_hash);
