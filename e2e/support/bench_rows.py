"""Fills the database of a new installation with many messages, each with its delivery record and its events.

Rows are made by the engine itself, with the secondary indexes dropped meanwhile. What stands in them:

  recipients   one message in 97 is for everybody@example.net, the others for a million addresses
  status       1 in 1000 Held, 1 in 50 HardFail, 1 in 100 SoftFail, 1 in 200 Bounced, the rest Sent
  tags         1 in 10 `welcome`, 1 in 100,000 `rare`; metadata: 1 in 10 has an `order` of its own
  events       queued and what became of it; 1 in 20 was opened
"""
import hashlib
import os
import sqlite3
import subprocess

TABLES = ("messages", "deliveries", "events", "message_labels")
#: Rows of one statement.
STEP = 500_000
DAYS = 50
DAY_US = 86_400_000_000


def message_id_hash(message_id):
    """As `store::messages::message_id_hash`."""
    return int(hashlib.sha256(message_id.lower().encode()).hexdigest()[:15], 16)


class Sqlite:
    name = "SQLite"

    def __init__(self, path):
        self.path = path
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.create_function("message_id_hash", 1, message_id_hash, deterministic=True)
        # The file is thrown away when this fails.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -262144", "temp_store = FILE"):
            self.database.execute(f"PRAGMA {pragma}").fetchall()

    def rows(self, sql):
        return self.database.execute(sql).fetchall()

    def execute(self, sql):
        self.database.execute(sql)

    def insert(self, table, columns, values, low, high, where):
        self.execute(f"INSERT INTO {table} ({columns}) WITH RECURSIVE numbers (n) AS (SELECT {low} UNION ALL"
                     f" SELECT n + 1 FROM numbers WHERE n < {high}) SELECT {values} FROM numbers WHERE {where}")

    def indexes(self):
        names = ", ".join(f"'{table}'" for table in TABLES)
        return [(f"DROP INDEX {name}", sql) for name, sql in self.rows(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names})")]

    def cat(self, *parts):
        return "(" + " || ".join(parts) + ")"

    def hash(self, text):
        return f"message_id_hash({text})"

    def close(self):
        self.database.execute("PRAGMA journal_mode = WAL").fetchall()
        self.database.close()

    def bytes(self):
        return sum(os.path.getsize(self.path + end) for end in ("", "-wal") if os.path.exists(self.path + end))


class Server:
    """A database server, reached with its own client program."""

    def execute(self, sql):
        self.rows(sql)

    def rows(self, sql):
        done = subprocess.run(self.client, input=sql + ";\n", text=True, capture_output=True)
        if done.returncode != 0:
            raise SystemExit(f"{self.client[0]}: {done.stderr}\n{sql[:500]}")
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def close(self):
        pass


class Postgres(Server):
    name = "PostgreSQL"

    def __init__(self, url):
        self.client = ["psql", url, "-X", "-q", "-t", "-A", "-F", "\t", "-v", "ON_ERROR_STOP=1"]

    def insert(self, table, columns, values, low, high, where):
        self.execute(f"INSERT INTO {table} ({columns}) SELECT {values}"
                     f" FROM generate_series(CAST({low} AS BIGINT), {high}) AS numbers (n) WHERE {where}")

    def indexes(self):
        names = ", ".join(f"'{table}'" for table in TABLES)
        return [(f"DROP INDEX {name}", sql) for name, sql in self.rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            f" AND indexname NOT LIKE '%_pkey' AND tablename IN ({names})")]

    def cat(self, *parts):
        return "(" + " || ".join(parts) + ")"

    def hash(self, text):
        return f"('x0' || LEFT(ENCODE(SHA256(CAST(LOWER({text}) AS BYTEA)), 'hex'), 15))::BIT(64)::BIGINT"

    def finish(self):
        for table in TABLES:
            self.execute(f"VACUUM ANALYZE {table}")

    def bytes(self):
        return int(self.rows("SELECT pg_database_size(current_database())")[0][0])


class MariaDb(Server):
    name = "MariaDB"

    def __init__(self, host, port, user, password, database):
        self.database = database
        self.client = ["mariadb", "--no-defaults", f"--host={host}", f"--port={port}", f"--user={user}",
                       f"--password={password}", "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
                       "--init-command=SET SESSION unique_checks = 0, sql_mode = ''", database]

    def insert(self, table, columns, values, low, high, where):
        self.execute(f"INSERT INTO {table} ({columns}) SELECT {values}"
                     f" FROM (SELECT seq AS n FROM seq_{low}_to_{high}) AS numbers WHERE {where}")

    def indexes(self):
        names = ", ".join(f"'{table}'" for table in TABLES)
        found = self.rows(
            "SELECT table_name, index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics"
            f" WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name IN ({names})"
            " GROUP BY table_name, index_name")
        return [(f"DROP INDEX {name} ON {table}", f"CREATE INDEX {name} ON {table} ({columns})")
                for table, name, columns in found]

    def cat(self, *parts):
        return "CONCAT(" + ", ".join(parts) + ")"

    def hash(self, text):
        return f"CAST(CONV(LEFT(SHA2(LOWER({text}), 256), 15), 16, 10) AS SIGNED)"

    def finish(self):
        for table in TABLES:
            self.execute(f"ANALYZE TABLE {table}")

    def bytes(self):
        return int(self.rows("SELECT SUM(data_length + index_length) FROM information_schema.tables"
                             " WHERE table_schema = DATABASE()")[0][0])


def fill(engine, server, count, newest_us, say=lambda text: None):
    """Messages 1 to `count` of one mail server, evenly spread over the days before `newest_us`."""
    cat = engine.cat
    at = f"({newest_us} - CAST({count} - n AS BIGINT) * {DAYS * DAY_US // count})" if engine.name != "MariaDB" else \
        f"({newest_us} - CAST({count} - n AS SIGNED) * {DAYS * DAY_US // count})"
    number = "n" if engine.name == "SQLite" else "CAST(n AS CHAR(20))" if engine.name == "MariaDB" else "CAST(n AS TEXT)"
    spread = "(n * 7919 % 1000003)"
    spread = {"SQLite": spread, "MariaDB": f"CAST({spread} AS CHAR(20))", "PostgreSQL": f"CAST({spread} AS TEXT)"}[engine.name]
    long = "(100000000000000 + n)"
    long = {"SQLite": long, "MariaDB": f"CAST({long} AS CHAR(20))", "PostgreSQL": f"CAST({long} AS TEXT)"}[engine.name]
    to = f"CASE WHEN n % 97 = 0 THEN 'everybody@example.net' ELSE {cat(repr('u'), spread, repr('@example.net'))} END"
    message_id = cat("'m'", number, "'@bench.example'")
    status = ("CASE WHEN n % 1000 = 1 THEN 'Held' WHEN n % 50 = 2 THEN 'HardFail' WHEN n % 100 = 3 THEN 'SoftFail'"
              " WHEN n % 200 = 4 THEN 'Bounced' ELSE 'Sent' END")
    kind = ("CASE WHEN n % 1000 = 1 THEN 'message.held' WHEN n % 50 = 2 THEN 'message.failed'"
            " WHEN n % 100 = 3 THEN 'message.delayed' WHEN n % 200 = 4 THEN 'message.bounced' ELSE 'message.sent' END")
    metadata = f"CASE WHEN n % 10 = 5 THEN {cat(repr('{') + ' ', repr(chr(34) + 'order' + chr(34) + ': ' + chr(34)), number, repr(chr(34) + '}'))} END"
    tables = [
        ("messages",
         "server_id, id, token, scope, rcpt_to, rcpt_to_key, mail_from, subject, message_id, message_id_hash, tag, metadata,"
         " status, version, is_held, is_bounce, received_with_tls, size_bytes, is_prepared, created_at",
         f"{server}, n, {cat(repr('t'), long)}, 'outgoing', {to}, {to}, 'sales@shop.example',"
         f" {cat(repr('Your order '), number)}, {message_id}, {engine.hash(message_id)},"
         f" CASE WHEN n % 10 = 0 THEN 'welcome' WHEN n % 100000 = 7 THEN 'rare' END, {metadata},"
         f" {status}, 1, n % 1000 = 1, FALSE, TRUE, 2048, TRUE, {at}", "1 = 1"),
        ("deliveries",
         "server_id, id, message_id, status, code, details, output, sent_with_tls, mx_host, mx_address, duration_us, created_at",
         f"{server}, n, n, {status}, 250, 'Message accepted', '250 2.0.0 Ok: queued', TRUE, 'mx.example.net', '192.0.2.1',"
         f" 120000, {at} + 1500000", "1 = 1"),
        ("events", "server_id, id, kind, message_id, created_at", f"{server}, 2 * n - 1, 'message.queued', n, {at}", "1 = 1"),
        ("events", "server_id, id, kind, message_id, delivery_id, created_at",
         f"{server}, 2 * n, {kind}, n, n, {at} + 1500000", "1 = 1"),
        ("events", "server_id, id, kind, message_id, data, created_at",
         f"{server}, 2 * {count} + n, 'message.opened', n,"
         " '{\"ip_address\": \"192.0.2.7\", \"user_agent\": \"Mail\", \"is_machine\": false}'," f" {at} + 60000000", "n % 20 = 0"),
        ("message_labels", "server_id, name, value_key, message_id",
         f"{server}, 'tag', CASE WHEN n % 10 = 0 THEN 'welcome' ELSE 'rare' END, n", "n % 10 = 0 OR n % 100000 = 7"),
        ("message_labels", "server_id, name, value_key, message_id", f"{server}, 'meta:order', {number}, n", "n % 10 = 5"),
    ]
    indexes = engine.indexes()
    for drop, _ in indexes:
        engine.execute(drop)
    for table, columns, values, where in tables:
        for low in range(1, count + 1, STEP):
            engine.insert(table, columns, values, low, min(count, low + STEP - 1), where)
        say(f"{table}: filled")
    for _, create in indexes:
        engine.execute(create)
        say(create[:60])
    for kind, last in (("message", count), ("delivery", count), ("event", 3 * count)):
        engine.execute(f"DELETE FROM sequences WHERE server_id = {server} AND kind = '{kind}'")
        engine.execute(f"INSERT INTO sequences (server_id, kind, last_id) VALUES ({server}, '{kind}', {last})")
    # Otherwise a night of retention would begin.
    engine.execute("UPDATE servers SET message_retention_days = NULL, raw_message_retention_days = NULL,"
                   " raw_message_retention_size = NULL, mode = 'Development'")
    if hasattr(engine, "finish"):
        engine.finish()
