-- IP pools: the addresses that mail leaves from, who may use them, and which message goes by which.

-- is_default: given to new organizations; at most one has it.
CREATE TABLE ip_pools (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ip_pools_uuid ON ip_pools (uuid);

-- hostname: what we call ourselves in EHLO. priority: weight of the random choice, 0 to 100.
CREATE TABLE ip_addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    ipv4 TEXT NOT NULL,
    ipv6 TEXT,
    hostname TEXT NOT NULL,
    priority BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ip_addresses_ipv4 ON ip_addresses (ipv4);
CREATE UNIQUE INDEX ip_addresses_ipv6 ON ip_addresses (ipv6);
CREATE INDEX ip_addresses_pool ON ip_addresses (ip_pool_id);

-- Pools that an organization may choose from.
CREATE TABLE organization_ip_pools (
    organization_id BIGINT NOT NULL,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, ip_pool_id)
);
CREATE INDEX organization_ip_pools_pool ON organization_ip_pools (ip_pool_id);

-- Of a mail server or of an organization: the other column is NULL. Texts: one condition a line.
CREATE TABLE ip_pool_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    organization_id BIGINT,
    server_id BIGINT,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    from_text TEXT,
    to_text TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ip_pool_rules_uuid ON ip_pool_rules (uuid);
CREATE INDEX ip_pool_rules_organization ON ip_pool_rules (organization_id, id);
CREATE INDEX ip_pool_rules_server ON ip_pool_rules (server_id, id);
CREATE INDEX ip_pool_rules_pool ON ip_pool_rules (ip_pool_id);

-- Which addresses of the pools are on the machine of a running worker.
CREATE TABLE process_ip_addresses (
    process_id BIGINT NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
    ip_address_id BIGINT NOT NULL REFERENCES ip_addresses (id) ON DELETE CASCADE,
    PRIMARY KEY (process_id, ip_address_id)
);
CREATE INDEX process_ip_addresses_address ON process_ip_addresses (ip_address_id);

-- NULL: the system chooses the address.
ALTER TABLE servers ADD COLUMN ip_pool_id BIGINT;
CREATE INDEX servers_ip_pool ON servers (ip_pool_id);

-- The address that the message leaves from; 0: none was chosen. Addresses come and go, so nothing refers to them.
ALTER TABLE queued_messages ADD COLUMN ip_address_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX queued_messages_source ON queued_messages (owner, destination, ip_address_id, priority, due_at);
DROP INDEX queued_messages_next;
