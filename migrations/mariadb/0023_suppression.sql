-- How a mail server's suppression list is kept, a list for all mail servers of an organization, and how often an address
-- was suppressed.

ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_enabled BOOLEAN NOT NULL DEFAULT TRUE;
-- So many permanent failures without a known reason within so many hours suppress.
ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_failures BIGINT NOT NULL DEFAULT 2;
ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_window_hours BIGINT NOT NULL DEFAULT 24;
-- For so long; NULL: as the configuration says. Each time longer by the factor, up to the maximum.
ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_days BIGINT;
ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_growth_factor BIGINT NOT NULL DEFAULT 1;
ALTER TABLE servers ADD COLUMN IF NOT EXISTS suppression_max_days BIGINT;

-- Columns as in `suppressions`, so that one text of each query serves both. No entry is about one message.
CREATE TABLE IF NOT EXISTS organization_suppressions (
    organization_id BIGINT NOT NULL,
    type VARCHAR(16) NOT NULL,
    address VARCHAR(512) NOT NULL,
    address_key VARCHAR(512) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    reason VARCHAR(255) NOT NULL,
    note TEXT,
    message_id BIGINT,
    created_at BIGINT NOT NULL,
    keep_until BIGINT,
    PRIMARY KEY (organization_id, type, address_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS organization_suppressions_time ON organization_suppressions (organization_id, created_at);
CREATE INDEX IF NOT EXISTS organization_suppressions_kind ON organization_suppressions (organization_id, kind, created_at);
CREATE INDEX IF NOT EXISTS organization_suppressions_end ON organization_suppressions (keep_until);

-- How often failures have suppressed an address, and the end of the last time. Forgotten when mail arrives.
CREATE TABLE IF NOT EXISTS suppression_repeats (
    server_id BIGINT NOT NULL,
    address_key VARCHAR(512) NOT NULL,
    times BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    PRIMARY KEY (server_id, address_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS suppression_repeats_server ON suppression_repeats (server_id, keep_until);
CREATE INDEX IF NOT EXISTS suppression_repeats_end ON suppression_repeats (keep_until);
