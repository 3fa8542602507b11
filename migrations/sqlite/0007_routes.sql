-- Incoming mail: routes say which addresses are taken and where their mail goes; the three kinds of endpoints.

CREATE TABLE http_endpoints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    encoding TEXT NOT NULL,
    format TEXT NOT NULL,
    strip_replies BOOLEAN NOT NULL,
    include_attachments BOOLEAN NOT NULL,
    timeout_seconds BIGINT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX http_endpoints_uuid ON http_endpoints (uuid);
CREATE INDEX http_endpoints_server ON http_endpoints (server_id);

-- port: NULL means 25, or 465 where ssl_mode is TLS.
CREATE TABLE smtp_endpoints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    name TEXT NOT NULL,
    hostname TEXT NOT NULL,
    port BIGINT,
    ssl_mode TEXT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX smtp_endpoints_uuid ON smtp_endpoints (uuid);
CREATE INDEX smtp_endpoints_server ON smtp_endpoints (server_id);

CREATE TABLE address_endpoints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX address_endpoints_uuid ON address_endpoints (uuid);
CREATE UNIQUE INDEX address_endpoints_address ON address_endpoints (server_id, address_key);

-- address_key: what RCPT is looked up by, `name@domain`, `*@domain`, `__returnpath__@<server id>`, lower-case; one owner
-- in the whole installation. endpoint_type, endpoint_id: with the mode `Endpoint` only.
CREATE TABLE routes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL REFERENCES servers (id),
    domain_id BIGINT REFERENCES domains (id),
    name TEXT NOT NULL,
    address_key TEXT NOT NULL,
    token TEXT NOT NULL,
    token_key TEXT NOT NULL,
    mode TEXT NOT NULL,
    endpoint_type TEXT,
    endpoint_id BIGINT,
    spam_mode TEXT NOT NULL,
    threat_mode TEXT NOT NULL,
    dmarc_mode TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX routes_uuid ON routes (uuid);
CREATE UNIQUE INDEX routes_address ON routes (address_key);
CREATE UNIQUE INDEX routes_token ON routes (token_key);
CREATE INDEX routes_server ON routes (server_id);
CREATE INDEX routes_domain ON routes (domain_id);
CREATE INDEX routes_endpoint ON routes (endpoint_type, endpoint_id);

-- Further endpoints of a route with the mode `Endpoint`; each gets a message of its own.
CREATE TABLE route_endpoints (
    route_id BIGINT NOT NULL REFERENCES routes (id),
    position BIGINT NOT NULL,
    endpoint_type TEXT NOT NULL,
    endpoint_id BIGINT NOT NULL,
    PRIMARY KEY (route_id, position)
);
CREATE INDEX route_endpoints_endpoint ON route_endpoints (endpoint_type, endpoint_id);
