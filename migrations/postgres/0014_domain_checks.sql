-- More about the DNS records of domains: DMARC, what was found, alerts; DKIM keys that come and go; codes by mail.
-- dns_details: JSON, per check what was found, warnings and failed look-ups. dns_alert: the statuses that were told last,
-- NULL while all is well. dkim_selector: an imported key's own selector; NULL is `<dns.dkim_identifier>-<dkim_identifier>`.

ALTER TABLE domains ADD COLUMN dmarc_status TEXT;
ALTER TABLE domains ADD COLUMN dmarc_error TEXT;
ALTER TABLE domains ADD COLUMN dns_details TEXT;
ALTER TABLE domains ADD COLUMN dns_ok_at BIGINT;
ALTER TABLE domains ADD COLUMN dns_alert TEXT;
ALTER TABLE domains ADD COLUMN dns_mailed_at BIGINT;
ALTER TABLE domains ADD COLUMN dkim_selector TEXT;
CREATE INDEX domains_dns_checked ON domains (dns_checked_at);

-- state: pending until its record is seen, retired when another took its place, removable when nothing needs it any more.
CREATE TABLE domain_dkim_keys (
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    identifier TEXT NOT NULL,
    selector TEXT,
    state TEXT NOT NULL,
    private_key BYTEA NOT NULL,
    public_key TEXT NOT NULL,
    status TEXT,
    error TEXT,
    details TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (domain_id, identifier)
);
CREATE INDEX domain_dkim_keys_state ON domain_dkim_keys (state, changed_at);

-- The code that was sent last; only a keyed hash of it.
CREATE TABLE domain_codes (
    domain_id BIGINT NOT NULL PRIMARY KEY REFERENCES domains (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    attempts BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- How many codes were sent to an address or by an organization since a time.
CREATE TABLE domain_code_limits (
    limit_key TEXT NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    sent BIGINT NOT NULL
);
