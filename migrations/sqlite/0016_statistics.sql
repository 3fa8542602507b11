-- hourly_counters holds what is counted now, one row per writer. What has ended is taken out of it and added, in one
-- transaction, to rolled_counters: to its hour, its day, its month and its year. So each count is either in
-- hourly_counters or in each width of rolled_counters, and a sum over both counts nothing twice.

ALTER TABLE hourly_counters ADD COLUMN sent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN deferred BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN failed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN delivered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN rejected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN errors BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN complaints BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN opens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN unique_opens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN machine_opens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN clicks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hourly_counters ADD COLUMN unique_clicks BIGINT NOT NULL DEFAULT 0;

-- width: hour, day, month or year; starts_at: start of that span in UTC.
CREATE TABLE rolled_counters (
    server_id BIGINT NOT NULL,
    width TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    incoming BIGINT NOT NULL DEFAULT 0,
    outgoing BIGINT NOT NULL DEFAULT 0,
    spam BIGINT NOT NULL DEFAULT 0,
    bounces BIGINT NOT NULL DEFAULT 0,
    held BIGINT NOT NULL DEFAULT 0,
    sent BIGINT NOT NULL DEFAULT 0,
    deferred BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    delivered BIGINT NOT NULL DEFAULT 0,
    rejected BIGINT NOT NULL DEFAULT 0,
    errors BIGINT NOT NULL DEFAULT 0,
    complaints BIGINT NOT NULL DEFAULT 0,
    opens BIGINT NOT NULL DEFAULT 0,
    unique_opens BIGINT NOT NULL DEFAULT 0,
    machine_opens BIGINT NOT NULL DEFAULT 0,
    clicks BIGINT NOT NULL DEFAULT 0,
    unique_clicks BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (server_id, width, starts_at)
);
CREATE INDEX rolled_counters_start ON rolled_counters (width, starts_at);

-- Outgoing mail by receiving domain and by tag, per day. name: the domain or tag, empty for all that came after too many.
-- writer: as in hourly_counters; 0 when the day has ended. took_…: messages by the time from acceptance to delivery.
CREATE TABLE name_counters (
    server_id BIGINT NOT NULL,
    dimension TEXT NOT NULL,
    day BIGINT NOT NULL,
    name TEXT NOT NULL,
    writer BIGINT NOT NULL,
    outgoing BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    deferred BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    bounces BIGINT NOT NULL,
    held BIGINT NOT NULL,
    complaints BIGINT NOT NULL,
    opens BIGINT NOT NULL,
    unique_opens BIGINT NOT NULL,
    machine_opens BIGINT NOT NULL,
    clicks BIGINT NOT NULL,
    unique_clicks BIGINT NOT NULL,
    took_10_s BIGINT NOT NULL,
    took_1_min BIGINT NOT NULL,
    took_5_min BIGINT NOT NULL,
    took_1_h BIGINT NOT NULL,
    took_4_h BIGINT NOT NULL,
    took_1_d BIGINT NOT NULL,
    took_longer BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    PRIMARY KEY (server_id, dimension, day, name, writer)
);
CREATE INDEX name_counters_day ON name_counters (day, writer);

-- kind: bounce, complaint, unsubscribe or manual. message_id: the message because of which it was added.
ALTER TABLE suppressions ADD COLUMN kind TEXT NOT NULL DEFAULT 'bounce';
ALTER TABLE suppressions ADD COLUMN note TEXT;
ALTER TABLE suppressions ADD COLUMN message_id BIGINT;
UPDATE suppressions SET kind = 'complaint' WHERE reason = 'complaint';
CREATE INDEX suppressions_kind ON suppressions (server_id, kind, created_at);
