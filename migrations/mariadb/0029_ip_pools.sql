-- IP pools: the addresses that mail leaves from, who may use them, and which message goes by which.

-- is_default: given to new organizations; at most one has it.
CREATE TABLE IF NOT EXISTS ip_pools (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    name_key VARCHAR(255) NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS ip_pools_uuid ON ip_pools (uuid);

-- hostname: what we call ourselves in EHLO. priority: weight of the random choice, 0 to 100.
CREATE TABLE IF NOT EXISTS ip_addresses (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    ipv4 VARCHAR(64) NOT NULL,
    ipv6 VARCHAR(64),
    hostname VARCHAR(255) NOT NULL,
    priority BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS ip_addresses_ipv4 ON ip_addresses (ipv4);
CREATE UNIQUE INDEX IF NOT EXISTS ip_addresses_ipv6 ON ip_addresses (ipv6);
CREATE INDEX IF NOT EXISTS ip_addresses_pool ON ip_addresses (ip_pool_id);

-- Pools that an organization may choose from.
CREATE TABLE IF NOT EXISTS organization_ip_pools (
    organization_id BIGINT NOT NULL,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, ip_pool_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS organization_ip_pools_pool ON organization_ip_pools (ip_pool_id);

-- Of a mail server or of an organization: the other column is NULL. Texts: one condition a line.
CREATE TABLE IF NOT EXISTS ip_pool_rules (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(36) NOT NULL,
    organization_id BIGINT,
    server_id BIGINT,
    ip_pool_id BIGINT NOT NULL REFERENCES ip_pools (id),
    from_text MEDIUMTEXT,
    to_text MEDIUMTEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX IF NOT EXISTS ip_pool_rules_uuid ON ip_pool_rules (uuid);
CREATE INDEX IF NOT EXISTS ip_pool_rules_organization ON ip_pool_rules (organization_id, id);
CREATE INDEX IF NOT EXISTS ip_pool_rules_server ON ip_pool_rules (server_id, id);
CREATE INDEX IF NOT EXISTS ip_pool_rules_pool ON ip_pool_rules (ip_pool_id);

-- Which addresses of the pools are on the machine of a running worker.
CREATE TABLE IF NOT EXISTS process_ip_addresses (
    process_id BIGINT NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
    ip_address_id BIGINT NOT NULL REFERENCES ip_addresses (id) ON DELETE CASCADE,
    PRIMARY KEY (process_id, ip_address_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS process_ip_addresses_address ON process_ip_addresses (ip_address_id);

-- NULL: the system chooses the address.
ALTER TABLE servers ADD COLUMN IF NOT EXISTS ip_pool_id BIGINT;
CREATE INDEX IF NOT EXISTS servers_ip_pool ON servers (ip_pool_id);

-- The address that the message leaves from; 0: none was chosen. Addresses come and go, so nothing refers to them.
ALTER TABLE queued_messages ADD COLUMN IF NOT EXISTS ip_address_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS queued_messages_source ON queued_messages (owner, destination, ip_address_id, priority, due_at);
DROP INDEX IF EXISTS queued_messages_next ON queued_messages;
