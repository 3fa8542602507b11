-- Click and open tracking: the domains that links lead to, the links, what was clicked and opened, and per message what
-- its recipient's copy differs in from the content as accepted.

-- host: name and domain joined, what requests name. excluded_click_domains: one host a line.
CREATE TABLE track_domains (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    ssl_enabled BOOLEAN NOT NULL,
    track_clicks BOOLEAN NOT NULL,
    track_loads BOOLEAN NOT NULL,
    excluded_click_domains TEXT,
    dns_status TEXT,
    dns_error TEXT,
    dns_checked_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX track_domains_uuid ON track_domains (uuid);
CREATE UNIQUE INDEX track_domains_server_domain ON track_domains (server_id, domain_id);
CREATE UNIQUE INDEX track_domains_name ON track_domains (domain_id, name);
CREATE INDEX track_domains_host ON track_domains (host);
CREATE INDEX track_domains_checked ON track_domains (dns_checked_at);

-- Rows are made before the message is sent.
CREATE TABLE links (
    server_id BIGINT NOT NULL,
    token TEXT NOT NULL,
    message_id BIGINT NOT NULL,
    url TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, token)
);
CREATE INDEX links_message ON links (server_id, message_id);
CREATE INDEX links_time ON links (created_at);

-- is_machine: a scanner, a prefetcher or a proxy asked, or nobody knows who.
CREATE TABLE clicks (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    link_token TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    user_agent TEXT,
    is_machine BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);
CREATE INDEX clicks_message ON clicks (server_id, message_id, created_at, id);

CREATE TABLE loads (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    ip_address TEXT NOT NULL,
    user_agent TEXT,
    is_machine BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
);
CREATE INDEX loads_message ON loads (server_id, message_id, created_at, id);

-- splices: changes to the content, NULL: none. loaded_at: first open. clicked_at: latest click.
ALTER TABLE messages ADD COLUMN splices BLOB;
ALTER TABLE messages ADD COLUMN tracked_links BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN tracked_images BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN loaded_at BIGINT;
ALTER TABLE messages ADD COLUMN clicked_at BIGINT;
