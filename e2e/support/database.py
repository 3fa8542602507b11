"""What no operation can do to an installation on SQLite, beside the running service: let time pass, and count rows.

    database.py FILE age DAYS ID…         makes these messages (of the only mail server) and all that belongs to them older
    database.py FILE set TABLE ASSIGNMENT changes all rows of a table
    database.py FILE count                prints the rows of each table that belong to mail servers (JSON)
"""

import json
import sqlite3
import sys

DAY = 86_400_000_000


def columns(database, table):
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def tables(database):
    return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def age(database, days, *ids):
    back = int(days) * DAY
    marks = ", ".join("?" * len(ids))
    ids = [int(message) for message in ids]
    contents = f"SELECT content_id FROM messages WHERE id IN ({marks})"
    belonging = {
        "contents": f"id IN ({contents})",
        "content_chunks": f"content_id IN ({contents})",
        "deliveries": f"message_id IN ({marks})",
        "messages": f"id IN ({marks})",
    }
    for table, condition in belonging.items():
        if "created_at" in columns(database, table):
            database.execute(f"UPDATE {table} SET created_at = created_at - ? WHERE {condition}", [back, *ids])


def set_column(database, table, assignment):
    database.execute(f"UPDATE {table} SET {assignment}")


def count(database):
    owned = [table for table in tables(database) if "server_id" in columns(database, table)]
    rows = {table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ["servers", *owned]}
    print(json.dumps(rows))


file, action, *arguments = sys.argv[1:]
with sqlite3.connect(file, timeout=30) as connection:
    {"age": age, "set": set_column, "count": count}[action](connection, *arguments)
