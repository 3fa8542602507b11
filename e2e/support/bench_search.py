#!/usr/bin/env python3
"""Lists and searches over many messages, and sending at a steady rate, through the API. Writes into docs/performance.md.

  POSTAL=target/release/postal MESSAGES=10000000 ENGINES="sqlite postgres mariadb" python3 e2e/support/bench_search.py

One engine after the other, each removed before the next; 10 million messages need 9 GB (SQLite) to 16 GB (servers), and
as much again for a moment is not needed. The servers run with the settings that Debian's packages have but for a buffer
of 1 GB, and make each commit durable. `KEEP=folder` fills SQLite once and measures it again the next time.
"""
import datetime
import http.client
import json
import os
import platform
import queue
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from bench_rows import MariaDb, Postgres, Sqlite, fill

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = os.path.join(HERE, "../../docs/performance.md")
POSTAL = os.path.abspath(os.environ.get("POSTAL", "target/release/postal"))
MESSAGES = int(os.environ.get("MESSAGES", "10000000"))
ENGINES = os.environ.get("ENGINES", "sqlite postgres mariadb").split()
REQUESTS = int(os.environ.get("REQUESTS", "200"))
RATE, SECONDS = 200, int(os.environ.get("SECONDS", "30"))
HEADING = "## Many messages"
random.seed(7)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Installation:
    """Postal in a folder of its own on a database."""

    def __init__(self, folder, database_url):
        self.folder = folder
        self.service = None
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "POSTAL_CONFIG_FILE_PATH": os.path.join(folder, "postal.yml"),
            "DATABASE_URL": database_url,
            "SILENCE_POSTAL_CONFIG_MESSAGES": "true",
            "POSTAL_WEB_HOSTNAME": "localhost",
            "POSTAL_WEB_PROTOCOL": "http",
            "WEB_SERVER_DEFAULT_PORT": str(self.port),
            "SMTP_SERVER_DEFAULT_BIND_ADDRESS": "127.0.0.1",
            "SMTP_SERVER_DEFAULT_PORT": str(free_port()),
            "WORKER_DEFAULT_HEALTH_SERVER_PORT": str(free_port()),
            "SMTP_SERVER_DEFAULT_HEALTH_SERVER_PORT": str(free_port()),
            "WEB_SERVER_DEFAULT_HEALTH_SERVER_PORT": str(free_port()),
            # What is accepted is taken up at once and held, as the mail server is in development mode. Nobody asks for names.
            "POSTAL_SMTP_RELAYS": "smtp://127.0.0.1:1?ssl_mode=None",
            "DNS_NAMESERVERS": "127.0.0.1:1",
            "LOGGING_ENABLED": "false",
            # One program asks more than people do.
            "WEB_SERVER_MAX_REQUESTS_PER_MINUTE": "0",
        }

    def set_up(self):
        self.command("bootstrap", "postal.example.com", self.folder)
        self.command("initialize")
        user = ["make-user", "--email", "bench@example.org", "--first-name", "B", "--last-name", "B", "--password-stdin"]
        self.command(*user, input="correct horse\n")
        self.command("make-demo")

    def command(self, *arguments, input=""):
        done = subprocess.run([POSTAL, *arguments], env=self.environment, cwd=self.folder, input=input, text=True,
                              capture_output=True)
        if done.returncode != 0:
            sys.exit(f"postal {arguments[0]}: {done.stderr}")
        return done.stdout

    def serve(self):
        log = open(os.path.join(self.folder, "log"), "a")
        self.service = subprocess.Popen([POSTAL, "serve"], env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        for _ in range(3000):
            if self.service.poll() is not None:
                sys.exit("postal serve ended:\n" + open(log.name).read()[-2000:])
            try:
                return self.client()
            except OSError:
                time.sleep(0.2)
        sys.exit("postal serve does not listen")

    def client(self):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=120)
        connection.connect()
        return connection

    def stop(self):
        if self.service:
            self.service.send_signal(signal.SIGTERM)
            self.service.wait()


class Api:
    def __init__(self, connection, token):
        self.connection, self.token = connection, token

    def call(self, method, path, body=None):
        """The answer and how long it took, in milliseconds."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        began = time.monotonic()
        self.connection.request(method, "/api/v2/organizations/demo/servers/mail" + path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        took = (time.monotonic() - began) * 1000
        if answer.status not in (200, 202):
            sys.exit(f"{path}: {answer.status} {text[:500]}")
        return json.loads(text), took


def percentiles(times):
    times = sorted(times)
    return [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95, 0.99)]


def rfc3339(us):
    return datetime.datetime.fromtimestamp(us / 1e6, datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def searches(newest_us, count):
    """Name and a function that makes the path of one request at random; what it finds is checked."""
    span = newest_us - 49 * 86_400_000_000

    def when():
        return "before=" + urllib.parse.quote(rfc3339(random.randrange(span, newest_us)))

    def number():
        return random.randrange(1, count + 1)

    def recipient():
        n = number()
        return "to=everybody@example.net" if n % 97 == 0 else f"to=u{n * 7919 % 1000003}@example.net"

    some = lambda items: len(items) > 0
    full = lambda items: len(items) == 30
    return [
        ("Message list, first page", lambda: "/messages?", full),
        ("Message list, at a random time", lambda: "/messages?" + when(), full),
        ("… by recipient", lambda: "/messages?" + recipient(), some),
        ("… by a recipient of many", lambda: "/messages?to=everybody@example.net&" + when(), full),
        ("… by token", lambda: f"/messages?token=t{100_000_000_000_000 + number()}", some),
        ("… by Message-ID", lambda: f"/messages?message_id=m{number()}@bench.example", some),
        ("… by status", lambda: "/messages?status=" + random.choice(["Sent", "SoftFail", "HardFail", "Held"]), full),
        ("… by status, at a random time", lambda: "/messages?status=HardFail&" + when(), full),
        ("… by a rare tag", lambda: "/messages?tag=rare", some),
        ("… by metadata", lambda: f"/messages?metadata=order:{number() // 10 * 10 + 5}", None),
        ("Event search, first page", lambda: "/events?", full),
        ("Event search, at a random time", lambda: "/events?" + when(), full),
        ("… by type, at a random time", lambda: "/events?type=message.failed&" + when(), full),
        ("… by three types, at a random time",
         lambda: "/events?type=message.failed&type=message.bounced&type=message.opened&" + when(), full),
        ("… by message", lambda: f"/events?message={number()}", some),
        ("… by recipient", lambda: f"/events?to=u{number() * 7919 % 1000003}@example.net", None),
        ("… by Message-ID", lambda: f"/events?message_id=m{number()}@bench.example", some),
        ("… by a rare tag", lambda: "/events?tag=rare", some),
        ("… by metadata", lambda: f"/events?metadata=order:{number() // 10 * 10 + 5}", None),
    ]


def unindexed():
    return [
        ("Message list, part of the subject, nothing found", lambda: "/messages?subject=zzz"),
        ("Event search, part of the subject, nothing found", lambda: "/events?subject=zzz"),
    ]


def measure_reads(api, newest_us, count):
    rows = []
    for name, path, is_right in searches(newest_us, count):
        first = []
        cursors = []
        for _ in range(REQUESTS):
            query = path()
            answer, took = api.call("GET", query)
            first.append(took)
            if is_right and not is_right(answer["items"]):
                sys.exit(f"{query}: {len(answer['items'])} items")
            if answer.get("next_cursor"):
                cursors.append((query, answer["next_cursor"]))
        later = [api.call("GET", f"{query}&cursor={cursor}")[1] for query, cursor in cursors]
        rows.append((name, percentiles(first), percentiles(later) if len(later) >= 20 else None))
        print(name, [round(ms, 1) for ms in rows[-1][1]], rows[-1][2] and [round(ms, 1) for ms in rows[-1][2]], flush=True)
    for name, path in unindexed():
        times = []
        for _ in range(20):
            answer, took = api.call("GET", path())
            times.append(took)
            if "searched_until" not in answer and count > 50_000:
                sys.exit(f"{name}: it does not say how far it searched")
        rows.append((name + " in 50,000 rows", percentiles(times), None))
        print(*rows[-1], flush=True)
    return rows


def measure_sends(installation, token, domain):
    """Open loop: requests begin at their time, whether those before are answered or not, and count from then."""
    body = json.dumps({"from": f"sales@{domain}", "to": ["someone@example.net"], "subject": "bench", "text": "x" * 2000})
    due, times, lock = queue.Queue(), [], threading.Lock()

    def client():
        api = Api(installation.client(), token)
        while (at := due.get()) is not None:
            api.call("POST", "/messages", body)
            with lock:
                times.append((time.monotonic() - at) * 1000)

    threads = [threading.Thread(target=client, daemon=True) for _ in range(32)]
    for thread in threads:
        thread.start()
    begin = time.monotonic() + 0.5
    for number in range(RATE * SECONDS):
        at = begin + number / RATE
        time.sleep(max(0, at - time.monotonic()))
        due.put(at)
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    # The first second opens connections and fills caches.
    return percentiles(times[RATE:])


class DatabaseServer:
    """What with-database.sh starts, until it is stopped."""

    def __init__(self, engine, folder):
        ready = os.path.join(folder, "url")
        script = f'printf "%s" "$TEST_DATABASE_URL" > "{ready}.new" && mv "{ready}.new" "{ready}" && exec sleep infinity'
        environment = dict(os.environ, DATABASE_ON_DISK="1", TMPDIR=folder)
        self.process = subprocess.Popen([os.path.join(HERE, "with-database.sh"), engine, "bash", "-c", script],
                                        env=environment, start_new_session=True)
        while not os.path.exists(ready):
            if self.process.poll() is not None:
                sys.exit(f"{engine} did not start")
            time.sleep(0.2)
        self.url = open(ready).read()

    def stop(self):
        subprocess.run(["pkill", "-TERM", "-P", str(self.process.pid), "-x", "sleep"], check=False)
        self.process.wait()


def bench(engine):
    kept = os.environ.get("KEEP")
    folder = kept if kept and engine == "sqlite" else tempfile.mkdtemp(prefix=f"bench-{engine}.", dir=os.environ.get("TMPDIR"))
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    server = installation = None
    try:
        if engine == "sqlite":
            url = "sqlite://" + os.path.join(folder, "postal.db")
        else:
            server = DatabaseServer(engine, folder)
            url = re.sub(r"/\w+$", "/postal", server.url)
        installation = Installation(folder, url)
        newest = time.time_ns() // 1000
        if engine != "sqlite" or not os.path.exists(os.path.join(folder, "postal.db")):
            installation.set_up()
            database = connect(engine, url)
            server_id = int(database.rows("SELECT id FROM servers")[0][0])
            fill(database, server_id, MESSAGES, newest, lambda text: print(engine, text, flush=True))
            database.close()
        database = connect(engine, url)
        count, newest = (int(value) for value in database.rows("SELECT MAX(id), MAX(created_at) FROM messages")[0])
        domain = database.rows("SELECT name FROM domains")[0][0]
        size = database.bytes()
        database.close()
        token = installation.command("make-token", "--email", "bench@example.org", "--name", "bench").strip()
        api = Api(installation.serve(), token)
        load = os.getloadavg()[0]
        reads = measure_reads(api, newest, min(count, MESSAGES))
        sends = measure_sends(installation, token, domain)
        print("send", sends, flush=True)
        return {"name": database.name, "count": count, "size": size, "reads": reads, "sends": sends, "load": load}
    finally:
        if installation:
            installation.stop()
        if server:
            server.stop()
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


def connect(engine, url):
    parts = urllib.parse.urlsplit(url)
    if engine == "sqlite":
        return Sqlite(parts.path)
    if engine == "postgres":
        return Postgres(url)
    return MariaDb(parts.hostname, parts.port, parts.username, parts.password, parts.path[1:])


def write(results):
    cell = lambda times: "–" if times is None else " / ".join(f"{ms:.1f}" for ms in times)
    lines = [HEADING, "", "Written by `e2e/support/bench_search.py` (`make bench`); do not edit. Milliseconds over HTTP, one request after the",
             f"other, {REQUESTS} of each kind: median / 95 % / 99 %. All messages are in one mail server, with a delivery record each and",
             "two events or three. “Next page” is the cursor of the page before. Sending: "
             f"{RATE} messages a second for {SECONDS} s in an open", "loop, each answered when it is durable.", ""]
    for result in results:
        lines += [f"**{result['name']}**, {result['count']:,} messages, {result['size'] / 1e9:.1f} GB; "
                  f"load of the machine beforehand {result['load']:.1f}.", "",
                  "| | first page | next page |", "|---|---|---|"]
        lines += [f"| {name} | {cell(first)} | {cell(later)} |" for name, first, later in result["reads"]]
        lines += [f"| Sending through the API | {cell(result['sends'])} | – |", ""]
    model = re.search(r"^model name\s*:\s*(.*)$", open("/proc/cpuinfo").read(), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    build = "release" if "/release/" in POSTAL else "development"
    lines += [f"Machine: {os.cpu_count()} × {model.group(1) if model else 'unknown processor'}, {memory:.0f} GB, Linux "
              f"{platform.release()}; {build} build, {datetime.date.today()}.", ""]
    document = open(DOCUMENT).read()
    before = document.split(HEADING)[0].rstrip()
    with open(DOCUMENT, "w") as file:
        file.write(before + "\n\n" + "\n".join(lines))


def main():
    results = [bench(engine) for engine in ENGINES]
    print(json.dumps(results, indent=1))
    if os.environ.get("WRITE", "1") == "1":
        write(results)


main()
