-- Actions on many messages, carried out in the background. filter: JSON, NULL when the messages are named one by one.
-- position_at, position_id: the message down to which the filter has been followed. owner: the process that is at it.
CREATE TABLE bulk_actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    server_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    filter TEXT,
    state TEXT NOT NULL,
    total BIGINT,
    done BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    position_at BIGINT,
    position_id BIGINT,
    owner BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE UNIQUE INDEX bulk_actions_uuid ON bulk_actions (uuid);
CREATE INDEX bulk_actions_server ON bulk_actions (server_id, id);
CREATE INDEX bulk_actions_due ON bulk_actions (finished_at, starts_at);

-- What became of each message; outcome: empty until then.
CREATE TABLE bulk_action_items (
    server_id BIGINT NOT NULL,
    action_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (server_id, action_id, message_id)
);
CREATE INDEX bulk_action_items_message ON bulk_action_items (server_id, message_id);
