-- Objects that are being changed through the API, so that two changes at the same moment do not overwrite each other.
-- object: SHA-256 in hex of the object's path; owner: the process.
CREATE TABLE IF NOT EXISTS edits (
    object VARCHAR(64) NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL,
    began_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
