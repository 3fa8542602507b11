-- What happened in a mail server, in the order of the commits: ids grow by one per server and are given at the end of
-- the transaction. delivery_id: the record that says how. data: JSON object with what stands nowhere else.

CREATE TABLE IF NOT EXISTS events (
    server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    message_id BIGINT,
    delivery_id BIGINT,
    data MEDIUMTEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (server_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS events_time ON events (server_id, created_at, id);
CREATE INDEX IF NOT EXISTS events_message ON events (server_id, message_id, id);
CREATE INDEX IF NOT EXISTS events_kind ON events (server_id, kind, id);
