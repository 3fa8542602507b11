-- Incoming mail: routes say which addresses are taken and where their mail goes; the three kinds of endpoints.

CREATE TABLE IF NOT EXISTS http_endpoints (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    name VARCHAR(255) NOT NULL,
    url VARCHAR(1000) NOT NULL,
    encoding VARCHAR(16) NOT NULL,
    format VARCHAR(16) NOT NULL,
    strip_replies BOOLEAN NOT NULL,
    include_attachments BOOLEAN NOT NULL,
    timeout_seconds BIGINT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS http_endpoints_uuid ON http_endpoints (uuid);
CREATE INDEX IF NOT EXISTS http_endpoints_server ON http_endpoints (server_id);

-- port: NULL means 25, or 465 where ssl_mode is TLS.
CREATE TABLE IF NOT EXISTS smtp_endpoints (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    name VARCHAR(255) NOT NULL,
    hostname VARCHAR(255) NOT NULL,
    port BIGINT,
    ssl_mode VARCHAR(16) NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS smtp_endpoints_uuid ON smtp_endpoints (uuid);
CREATE INDEX IF NOT EXISTS smtp_endpoints_server ON smtp_endpoints (server_id);

CREATE TABLE IF NOT EXISTS address_endpoints (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    address VARCHAR(512) NOT NULL,
    address_key VARCHAR(512) NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS address_endpoints_uuid ON address_endpoints (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS address_endpoints_address ON address_endpoints (server_id, address_key);

-- address_key: what RCPT is looked up by, `name@domain`, `*@domain`, `__returnpath__@<server id>`, lower-case; one owner
-- in the whole installation. endpoint_type, endpoint_id: with the mode `Endpoint` only.
CREATE TABLE IF NOT EXISTS routes (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    domain_id BIGINT REFERENCES domains (id),
    name VARCHAR(255) NOT NULL,
    address_key VARCHAR(512) NOT NULL,
    token VARCHAR(16) NOT NULL,
    token_key VARCHAR(16) NOT NULL,
    mode VARCHAR(16) NOT NULL,
    endpoint_type VARCHAR(16),
    endpoint_id BIGINT,
    spam_mode VARCHAR(16) NOT NULL,
    threat_mode VARCHAR(16) NOT NULL,
    dmarc_mode VARCHAR(16) NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS routes_uuid ON routes (uuid);
CREATE UNIQUE INDEX IF NOT EXISTS routes_address ON routes (address_key);
CREATE UNIQUE INDEX IF NOT EXISTS routes_token ON routes (token_key);
CREATE INDEX IF NOT EXISTS routes_server ON routes (server_id);
CREATE INDEX IF NOT EXISTS routes_domain ON routes (domain_id);
CREATE INDEX IF NOT EXISTS routes_endpoint ON routes (endpoint_type, endpoint_id);

-- Further endpoints of a route with the mode `Endpoint`; each gets a message of its own.
CREATE TABLE IF NOT EXISTS route_endpoints (
    route_id BIGINT NOT NULL REFERENCES routes (id),
    position BIGINT NOT NULL,
    endpoint_type VARCHAR(16) NOT NULL,
    endpoint_id BIGINT NOT NULL,
    PRIMARY KEY (route_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS route_endpoints_endpoint ON route_endpoints (endpoint_type, endpoint_id);
