-- What is deleted comes back until the purge has begun with it.
ALTER TABLE organizations ADD COLUMN is_being_purged BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE servers ADD COLUMN is_being_purged BOOLEAN NOT NULL DEFAULT FALSE;

-- Keys that a rotation has replaced and that still work for a while. The columns are those of credentials.
CREATE TABLE previous_credential_keys (
    credential_id BIGINT NOT NULL PRIMARY KEY,
    key_hash TEXT NOT NULL,
    key_encrypted BLOB,
    valid_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX previous_credential_keys_key ON previous_credential_keys (key_hash);
