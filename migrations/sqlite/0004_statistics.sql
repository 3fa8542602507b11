-- Counters are added up per writer (process), so that writers never wait for each other, and summed on reading.
-- hour, minute: microseconds since 1970 UTC of the start of the bucket.

CREATE TABLE hourly_counters (
    server_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    writer BIGINT NOT NULL,
    incoming BIGINT NOT NULL,
    outgoing BIGINT NOT NULL,
    spam BIGINT NOT NULL,
    bounces BIGINT NOT NULL,
    held BIGINT NOT NULL,
    PRIMARY KEY (server_id, hour, writer)
);

-- Processing attempts of the last hour, for send limits and the message rate.
CREATE TABLE minute_counters (
    server_id BIGINT NOT NULL,
    minute BIGINT NOT NULL,
    writer BIGINT NOT NULL,
    incoming BIGINT NOT NULL,
    outgoing BIGINT NOT NULL,
    PRIMARY KEY (server_id, minute, writer)
);
