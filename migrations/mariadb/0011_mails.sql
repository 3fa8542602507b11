-- Mails of the product itself (warnings, codes, links), until they are sent through `smtp`. owner: id of the process that
-- is sending it, 0 when free.

CREATE TABLE IF NOT EXISTS mails (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    recipient VARCHAR(512) NOT NULL,
    subject VARCHAR(1000) NOT NULL,
    body MEDIUMTEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX IF NOT EXISTS mails_due ON mails (owner, due_at);
