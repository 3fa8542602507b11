-- More about the DNS records of domains: DMARC, what was found, alerts; DKIM keys that come and go; codes by mail.
-- dns_details: JSON, per check what was found, warnings and failed look-ups. dns_alert: the statuses that were told last,
-- NULL while all is well. dkim_selector: an imported key's own selector; NULL is `<dns.dkim_identifier>-<dkim_identifier>`.

ALTER TABLE domains ADD COLUMN IF NOT EXISTS dmarc_status VARCHAR(16);
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dmarc_error VARCHAR(1000);
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dns_details MEDIUMTEXT;
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dns_ok_at BIGINT;
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dns_alert VARCHAR(255);
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dns_mailed_at BIGINT;
ALTER TABLE domains ADD COLUMN IF NOT EXISTS dkim_selector VARCHAR(255);
CREATE INDEX IF NOT EXISTS domains_dns_checked ON domains (dns_checked_at);

-- state: pending until its record is seen, retired when another took its place, removable when nothing needs it any more.
CREATE TABLE IF NOT EXISTS domain_dkim_keys (
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    identifier VARCHAR(64) NOT NULL,
    selector VARCHAR(255),
    state VARCHAR(16) NOT NULL,
    private_key LONGBLOB NOT NULL,
    public_key MEDIUMTEXT NOT NULL,
    status VARCHAR(16),
    error VARCHAR(1000),
    details MEDIUMTEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (domain_id, identifier)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS domain_dkim_keys_state ON domain_dkim_keys (state, changed_at);

-- The code that was sent last; only a keyed hash of it.
CREATE TABLE IF NOT EXISTS domain_codes (
    domain_id BIGINT NOT NULL PRIMARY KEY REFERENCES domains (id) ON DELETE CASCADE,
    recipient VARCHAR(512) NOT NULL,
    code_hash LONGBLOB NOT NULL,
    attempts BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- How many codes were sent to an address or by an organization since a time.
CREATE TABLE IF NOT EXISTS domain_code_limits (
    limit_key VARCHAR(600) NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    sent BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
