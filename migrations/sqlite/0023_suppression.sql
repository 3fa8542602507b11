-- How a mail server's suppression list is kept, a list for all mail servers of an organization, and how often an address
-- was suppressed.

ALTER TABLE servers ADD COLUMN suppression_enabled BOOLEAN NOT NULL DEFAULT TRUE;
-- So many permanent failures without a known reason within so many hours suppress.
ALTER TABLE servers ADD COLUMN suppression_failures BIGINT NOT NULL DEFAULT 2;
ALTER TABLE servers ADD COLUMN suppression_window_hours BIGINT NOT NULL DEFAULT 24;
-- For so long; NULL: as the configuration says. Each time longer by the factor, up to the maximum.
ALTER TABLE servers ADD COLUMN suppression_days BIGINT;
ALTER TABLE servers ADD COLUMN suppression_growth_factor BIGINT NOT NULL DEFAULT 1;
ALTER TABLE servers ADD COLUMN suppression_max_days BIGINT;

-- Columns as in `suppressions`, so that one text of each query serves both. No entry is about one message.
CREATE TABLE organization_suppressions (
    organization_id BIGINT NOT NULL,
    type TEXT NOT NULL,
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT,
    message_id BIGINT,
    created_at BIGINT NOT NULL,
    keep_until BIGINT,
    PRIMARY KEY (organization_id, type, address_key)
);
CREATE INDEX organization_suppressions_time ON organization_suppressions (organization_id, created_at);
CREATE INDEX organization_suppressions_kind ON organization_suppressions (organization_id, kind, created_at);
CREATE INDEX organization_suppressions_end ON organization_suppressions (keep_until);

-- How often failures have suppressed an address, and the end of the last time. Forgotten when mail arrives.
CREATE TABLE suppression_repeats (
    server_id BIGINT NOT NULL,
    address_key TEXT NOT NULL,
    times BIGINT NOT NULL,
    keep_until BIGINT NOT NULL,
    PRIMARY KEY (server_id, address_key)
);
CREATE INDEX suppression_repeats_server ON suppression_repeats (server_id, keep_until);
CREATE INDEX suppression_repeats_end ON suppression_repeats (keep_until);
