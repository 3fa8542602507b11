//! Each difference between the engines, once.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::Engine;

/// `?` becomes `$1`, `$2`, … for PostgreSQL. No statement of ours contains `?` in a literal.
pub fn number_placeholders(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 16);
    let mut count = 0;
    for c in sql.chars() {
        if c == '?' {
            count += 1;
            // Writing to a String cannot fail.
            let _ = write!(numbered, "${count}");
        } else {
            numbered.push(c);
        }
    }
    numbered
}

/// How many values a text takes, before or after [`number_placeholders`].
pub fn count_placeholders(sql: &str) -> usize {
    sql.bytes().filter(|byte| matches!(byte, b'?' | b'$')).count()
}

/// As [`number_placeholders`] for a fixed text: done once per text, which lives as long as the process.
pub fn numbered(sql: &'static str) -> &'static str {
    static CACHE: OnceLock<Mutex<HashMap<&'static str, &'static str>>> = OnceLock::new();
    let cache = CACHE.get_or_init(Mutex::default);
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    cache.entry(sql).or_insert_with(|| String::leak(number_placeholders(sql)))
}

/// Follows the name of a table and its alias: SQLite shall use this index. Without figures about the rows it prefers one that
/// saves sorting or has a range, however many rows that leaves. The servers know their rows.
pub fn indexed_by(engine: Engine, index: &str) -> String {
    match engine {
        Engine::Sqlite => format!(" INDEXED BY {index}"),
        Engine::MariaDb | Engine::Postgres => String::new(),
    }
}

/// SQLite's name of the primary key of `messages`, for [`indexed_by`].
pub const MESSAGES_KEY: &str = "sqlite_autoindex_messages_1";

/// Largest number of rows in one multi-row statement.
pub const MAX_ROWS: usize = 64;

/// Splits `rows` into powers of two up to [`MAX_ROWS`], because statement caches are small.
pub fn row_groups(mut rows: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if rows == 0 {
            return None;
        }
        let group = MAX_ROWS.min(1 << rows.ilog2());
        rows -= group;
        Some(group)
    })
}

/// `head` + `row` repeated `count` times with commas + `tail`; one text per (head, count), kept for ever.
///
/// `INSERT INTO t (a, b) VALUES ` with row `(?, ?)` and count 2 gives `INSERT INTO t (a, b) VALUES (?, ?), (?, ?)`.
pub fn repeated(head: &'static str, row: &'static str, tail: &'static str, count: usize) -> &'static str {
    type Key = (&'static str, &'static str, &'static str, usize);
    static CACHE: OnceLock<Mutex<HashMap<Key, &'static str>>> = OnceLock::new();
    let cache = CACHE.get_or_init(Mutex::default);
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    cache.entry((head, row, tail, count)).or_insert_with(|| {
        let rows = vec![row; count].join(", ");
        String::leak(format!("{head}{rows}{tail}"))
    })
}

/// End of an INSERT that adds to counters where the row exists: `columns` grow by the inserted values.
pub fn on_conflict_add(engine: Engine, key: &str, table: &str, columns: &[&str]) -> String {
    let assignments = |new: &dyn Fn(&str) -> String| {
        columns
            .iter()
            .map(|column| format!("{column} = {table}.{column} + {}", new(column)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match engine {
        Engine::MariaDb => format!(" ON DUPLICATE KEY UPDATE {}", assignments(&|column| format!("VALUES({column})"))),
        Engine::Sqlite | Engine::Postgres => {
            format!(" ON CONFLICT ({key}) DO UPDATE SET {}", assignments(&|column| format!("excluded.{column}")))
        }
    }
}

/// End of an INSERT that replaces `columns` where the row exists.
pub fn on_conflict_set(engine: Engine, key: &str, columns: &[&str]) -> String {
    let assignments = |new: &dyn Fn(&str) -> String| {
        columns.iter().map(|column| format!("{column} = {}", new(column))).collect::<Vec<_>>().join(", ")
    };
    match engine {
        Engine::MariaDb => format!(" ON DUPLICATE KEY UPDATE {}", assignments(&|column| format!("VALUES({column})"))),
        Engine::Sqlite | Engine::Postgres => {
            format!(" ON CONFLICT ({key}) DO UPDATE SET {}", assignments(&|column| format!("excluded.{column}")))
        }
    }
}

/// End of a SELECT that takes rows for this transaction and passes over those of others.
pub fn skip_locked(engine: Engine) -> &'static str {
    match engine {
        // One writer: nobody else can hold a row.
        Engine::Sqlite => "",
        Engine::MariaDb | Engine::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}

/// End of a SELECT whose rows nobody may remove before this transaction ends; others may do the same.
pub fn keep_locked(engine: Engine) -> &'static str {
    match engine {
        // One writer: nobody else can remove anything meanwhile.
        Engine::Sqlite => "",
        Engine::MariaDb => " LOCK IN SHARE MODE",
        Engine::Postgres => " FOR KEY SHARE",
    }
}

/// End of a SELECT whose rows nobody may change before this transaction ends; others may do the same.
pub fn keep_unchanged(engine: Engine) -> &'static str {
    match engine {
        // One writer: nobody else can change anything meanwhile.
        Engine::Sqlite => "",
        Engine::MariaDb => " LOCK IN SHARE MODE",
        Engine::Postgres => " FOR SHARE",
    }
}

/// End of a SELECT whose rows only this transaction may use until it ends; see [`keep_locked`] for those who wait.
pub fn locked(engine: Engine) -> &'static str {
    match engine {
        // One writer: nobody else can do anything meanwhile.
        Engine::Sqlite => "",
        Engine::MariaDb | Engine::Postgres => " FOR UPDATE",
    }
}

/// A sum as a BIGINT: the servers widen it to a decimal otherwise. 0 when there is no row.
pub fn sum(engine: Engine, expression: &str) -> String {
    match engine {
        Engine::Sqlite => format!("COALESCE(SUM({expression}), 0)"),
        Engine::MariaDb => format!("CAST(COALESCE(SUM({expression}), 0) AS SIGNED)"),
        Engine::Postgres => format!("CAST(COALESCE(SUM({expression}), 0) AS BIGINT)"),
    }
}

/// Two texts as one.
pub fn concat(engine: Engine, first: &str, second: &str) -> String {
    match engine {
        Engine::Sqlite | Engine::Postgres => format!("({first} || {second})"),
        // `||` is OR there.
        Engine::MariaDb => format!("CONCAT({first}, {second})"),
    }
}

/// A column in lower case, to be compared with [`fold`]. Not indexed: where it matters there is a `…_key` column.
pub fn folded(column: &str) -> String {
    format!("LOWER({column})")
}

/// A text in the lower case that the engine's `LOWER` makes: SQLite knows ASCII only.
pub fn fold(engine: Engine, text: &str) -> String {
    match engine {
        Engine::Sqlite => text.to_ascii_lowercase(),
        Engine::MariaDb | Engine::Postgres => text.to_lowercase(),
    }
}

/// The database's own clock in microseconds since 1970 UTC.
pub fn now(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
        Engine::MariaDb => "CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)",
        Engine::Postgres => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_from_one() {
        assert_eq!(
            numbered("SELECT a FROM t WHERE b = ? AND c IN (?, ?)"),
            "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)"
        );
    }

    #[test]
    fn rows_are_grouped_by_powers_of_two() {
        assert_eq!(row_groups(0).collect::<Vec<_>>(), Vec::<usize>::new());
        assert_eq!(row_groups(7).collect::<Vec<_>>(), [4, 2, 1]);
        assert_eq!(row_groups(200).collect::<Vec<_>>(), [64, 64, 64, 8]);
    }
}
