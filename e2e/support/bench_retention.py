#!/usr/bin/env python3
"""Retention on SQLite while mail is accepted: how long it takes, how long an accept waits, what becomes of the file.

  POSTAL=target/release/postal MESSAGES=1000000 python3 e2e/support/bench_retention.py

Fills a new installation with MESSAGES messages of the last 40 days (content of random bytes, a delivery and two events
each), lets the service find its nightly task due, and sends mail by HTTP all the while. Then a day's worth more, and the
task again. Prints JSON.
"""
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

POSTAL = os.path.abspath(os.environ.get("POSTAL", "target/release/postal"))
MESSAGES = int(os.environ.get("MESSAGES", "1000000"))
CONTENT_BYTES = int(os.environ.get("CONTENT_BYTES", "2048"))
DAYS = 40
TASK = "ProcessMessageRetentionScheduledTask"
DAY_US = 86_400_000_000
YEAR_2025 = 1_735_689_600_000_000


class Installation:
    def __init__(self, folder):
        self.folder = folder
        self.database = os.path.join(folder, "postal.db")
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "POSTAL_CONFIG_FILE_PATH": os.path.join(folder, "postal.yml"),
            "DATABASE_URL": "sqlite://" + self.database,
            "SILENCE_POSTAL_CONFIG_MESSAGES": "true",
            "POSTAL_WEB_HOSTNAME": "localhost",
            "POSTAL_WEB_PROTOCOL": "http",
            "WEB_SERVER_DEFAULT_PORT": str(self.port),
            "SMTP_SERVER_DEFAULT_BIND_ADDRESS": "127.0.0.1",
            "SMTP_SERVER_DEFAULT_PORT": str(free_port()),
            # Nobody listens there: what is accepted waits.
            "SMTP_CLIENT_MX_PORT": "1",
            "DNS_NAMESERVERS": "127.0.0.1:1",
        }
        self.command("bootstrap", "postal.example.com", folder)
        self.command("initialize")
        user = ["make-user", "--email", "bench@example.org", "--first-name", "B", "--last-name", "B", "--password-stdin"]
        self.command(*user, input="correct horse\n")
        demo = dict(line.split("=", 1) for line in self.command("make-demo").split())
        self.key, self.domain = demo["api_key"], demo["domain"]

    def command(self, *arguments, input=""):
        done = subprocess.run([POSTAL, *arguments], env=self.environment, cwd=self.folder, input=input, text=True,
                              capture_output=True)
        if done.returncode != 0:
            sys.exit(f"postal {arguments[0]}: {done.stderr}")
        return done.stdout

    def serve(self):
        log = open(os.path.join(self.folder, "log"), "a")
        self.service = subprocess.Popen([POSTAL, "serve"], env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://localhost:{self.port}/api/v2/info", timeout=1).read()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the service did not start")

    def stop(self):
        self.service.send_signal(signal.SIGTERM)
        self.service.wait()

    def send(self):
        body = {"from": f"a@{self.domain}", "to": ["b@example.net"], "subject": "bench", "plain_body": "x" * 2000}
        request = urllib.request.Request(
            f"http://localhost:{self.port}/api/v1/send/message", json.dumps(body).encode(),
            {"X-Server-API-Key": self.key, "Content-Type": "application/json"})
        answer = json.load(urllib.request.urlopen(request, timeout=60))
        if answer["status"] != "success":
            sys.exit(f"not accepted: {answer}")

    def megabytes(self):
        return round(sum(os.path.getsize(self.database + end) for end in ("", "-wal")
                         if os.path.exists(self.database + end)) / 1e6)

    def fill(self, first, count, newest_us, days):
        """Messages with the ids from `first`, evenly spread over the days before `newest_us`."""
        database = sqlite3.connect(self.database)
        database.execute("PRAGMA synchronous = OFF")
        server = database.execute("SELECT id FROM servers").fetchone()[0]
        noise = random.Random(1).randbytes(CONTENT_BYTES + 4096)
        for start in range(0, count, 5000):
            rows = []
            for n in range(start, min(start + 5000, count)):
                at = newest_us - days * DAY_US + days * DAY_US * n // count
                rows.append((first + n, at, ((at - YEAR_2025) << 12) | (n & 0xfff), noise[n % 4096:][:CONTENT_BYTES]))
            with database:
                database.executemany(
                    "INSERT INTO contents (server_id, id, encoding, size_bytes, data, created_at, stored_bytes)"
                    " VALUES (?, ?, 'identity', ?, ?, ?, ?)",
                    [(server, content, CONTENT_BYTES, data, at, CONTENT_BYTES) for _, at, content, data in rows])
                database.executemany(
                    "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, mail_from, subject, status,"
                    " version, is_held, is_bounce, size_bytes, content_id, is_prepared, created_at)"
                    " VALUES (?, ?, ?, 'outgoing', ?, ?, 'a@demo.example', 'bench', 'Sent', 1, 0, 0, ?, ?, 1, ?)",
                    [(server, id, f"token{id}", f"u{id}@example.net", f"u{id}@example.net", CONTENT_BYTES, content, at)
                     for id, at, content, _ in rows])
                database.executemany(
                    "INSERT INTO deliveries (server_id, id, message_id, status, details, output, sent_with_tls, created_at)"
                    " VALUES (?, ?, ?, 'Sent', 'Message for u@example.net accepted', '250 2.0.0 Ok', 1, ?)",
                    [(server, id, id, at) for id, at, _, _ in rows])
                database.executemany(
                    "INSERT INTO events (server_id, id, kind, message_id, created_at) VALUES (?, ?, ?, ?, ?)",
                    [(server, 2 * id + n, kind, id, at) for id, at, _, _ in rows
                     for n, kind in enumerate(("message.queued", "message.sent"))])
                database.execute(
                    "INSERT INTO content_sizes (server_id, writer, contents, bytes) VALUES (?, 0, ?, ?)"
                    " ON CONFLICT (server_id, writer) DO UPDATE SET contents = contents + excluded.contents,"
                    " bytes = bytes + excluded.bytes", (server, len(rows), len(rows) * CONTENT_BYTES))
        with database:
            for kind, factor in (("message", 1), ("delivery", 1), ("event", 2)):
                database.execute(
                    "INSERT INTO sequences (server_id, kind, last_id) VALUES (?, ?, ?) ON CONFLICT (server_id, kind)"
                    " DO UPDATE SET last_id = MAX(last_id, excluded.last_id)",
                    (server, kind, factor * (first + count) + 1))
            # Half of the content is too old, a quarter of the messages, too; the task is due at the next start.
            database.execute("UPDATE servers SET raw_message_retention_days = 20, message_retention_days = 30,"
                             " raw_message_retention_size = NULL")
            database.execute("INSERT INTO scheduled_tasks (name, next_run_at) VALUES (?, 0)"
                             " ON CONFLICT (name) DO UPDATE SET next_run_at = 0, last_run_at = NULL", (TASK,))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def percentile(sorted_values, share):
    return round(sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] * 1000, 1)


def nightly(installation):
    """Starts the service, sends until the task is done, stops it."""
    before = installation.megabytes()
    waits, done = [], threading.Event()

    def sender():
        while not done.is_set():
            began = time.monotonic()
            installation.send()
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    installation.serve()
    threads = [threading.Thread(target=sender, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    run, largest = None, before
    while run is None:
        time.sleep(1)
        largest = max(largest, installation.megabytes())
        tasks = json.loads(installation.command("tasks", "list", "--output", "json"))
        run = next((task for task in tasks if task["name"] == TASK and "last_run_at" in task), None)
    done.set()
    for thread in threads:
        thread.join()
    installation.stop()
    waits.sort()
    return {
        "seconds": round(run["last_duration_seconds"], 1),
        "removed": run.get("last_changed"), "error": run.get("last_error"),
        "accepted_meanwhile": len(waits),
        "accept_ms": {"median": percentile(waits, 0.5), "p99": percentile(waits, 0.99),
                      "largest": round(waits[-1] * 1000, 1)},
        "megabytes": {"before": before, "largest": largest, "after": installation.megabytes()},
    }


def main():
    folder = tempfile.mkdtemp(prefix="bench-retention.", dir=os.environ.get("TMPDIR"))
    try:
        installation = Installation(folder)
        now = time.time_ns() // 1000
        began = time.monotonic()
        installation.fill(1, MESSAGES, now, DAYS)
        report = {"messages": MESSAGES, "content_bytes": CONTENT_BYTES,
                  "filled_in_seconds": round(time.monotonic() - began, 1), "night": nightly(installation)}
        # A day's worth of mail, half of it old enough to go.
        database = sqlite3.connect(installation.database)
        last = database.execute("SELECT MAX(last_id) FROM sequences").fetchone()[0]
        database.close()
        # A microsecond earlier: the id of a content is made of its time, and the first fill has used the same moments.
        installation.fill(last + 1, MESSAGES // DAYS, now - 1, DAYS)
        report["next_night"] = nightly(installation)
        print(json.dumps(report, indent=2))
    finally:
        shutil.rmtree(folder)


main()
