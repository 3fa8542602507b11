-- Click and open tracking: the domains that links lead to, the links, what was clicked and opened, and per message what
-- its recipient's copy differs in from the content as accepted.

-- host: name and domain joined, what requests name. excluded_click_domains: one host a line.
CREATE TABLE IF NOT EXISTS track_domains (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    name VARCHAR(64) NOT NULL,
    host VARCHAR(255) NOT NULL,
    ssl_enabled BOOLEAN NOT NULL,
    track_clicks BOOLEAN NOT NULL,
    track_loads BOOLEAN NOT NULL,
    excluded_click_domains MEDIUMTEXT,
    dns_status VARCHAR(16),
    dns_error VARCHAR(1000),
    dns_checked_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS track_domains_uuid ON track_domains (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS track_domains_server_domain ON track_domains (server_id, domain_id);
CREATE UNIQUE INDEX IF NOT EXISTS track_domains_name ON track_domains (domain_id, name);
CREATE INDEX IF NOT EXISTS track_domains_host ON track_domains (host);
CREATE INDEX IF NOT EXISTS track_domains_checked ON track_domains (dns_checked_at);

-- Rows are made before the message is sent.
CREATE TABLE IF NOT EXISTS links (
    server_id BIGINT NOT NULL,
    token VARCHAR(32) NOT NULL,
    message_id BIGINT NOT NULL,
    url MEDIUMTEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS links_message ON links (server_id, message_id);
CREATE INDEX IF NOT EXISTS links_time ON links (created_at);

-- is_machine: a scanner, a prefetcher or a proxy asked, or nobody knows who.
CREATE TABLE IF NOT EXISTS clicks (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    link_token VARCHAR(32) NOT NULL,
    ip_address VARCHAR(64) NOT NULL,
    user_agent VARCHAR(1000),
    is_machine BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS clicks_message ON clicks (server_id, message_id, created_at, id);

CREATE TABLE IF NOT EXISTS loads (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    ip_address VARCHAR(64) NOT NULL,
    user_agent VARCHAR(1000),
    is_machine BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS loads_message ON loads (server_id, message_id, created_at, id);

-- splices: changes to the content, NULL: none. loaded_at: first open. clicked_at: latest click.
ALTER TABLE messages ADD COLUMN IF NOT EXISTS splices LONGBLOB;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS tracked_links BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS tracked_images BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS loaded_at BIGINT;
ALTER TABLE messages ADD COLUMN IF NOT EXISTS clicked_at BIGINT;
