//! What can go wrong in the store, by what a caller does about it.

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::mysql::MySqlDatabaseError;
use sqlx::sqlite::SqliteError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this value exists already. `constraint` is the index's name, where the engine tells it.
    #[error("a row with this value exists already ({constraint})")]
    Unique { constraint: String },
    /// Deadlock, serialization failure or busy database: the transaction may be tried again.
    #[error("the database could not serialize this transaction")]
    Conflict(#[source] sqlx::Error),
    /// A write touched another number of rows than it had to.
    #[error("{what}: expected {expected} row(s), the database changed {actual}")]
    RowCount { what: &'static str, expected: u64, actual: u64 },
    /// A stored value is not one that this version knows.
    #[error("column {column} holds a value that this version cannot read: {value}")]
    Value { column: usize, value: String },
    #[error("content of message {0} is incomplete in the database")]
    IncompleteContent(String),
    #[error("{} is in use by another Postal process", .0.display())]
    Locked(PathBuf),
    #[error(
        "this database belongs to Postal 3 or older (it has a table schema_migrations); this version cannot take it over. Name another database"
    )]
    ForeignDatabase,
    #[error(
        "the database has {0} pending migration(s); run `postal upgrade` (or `postal initialize` for a new database)"
    )]
    PendingMigrations(usize),
    #[error("another process has been migrating this database for ten minutes; try again when it is done")]
    MigrationsRunning,
    #[error("migration {name} failed")]
    Migration {
        name: &'static str,
        #[source]
        source: Box<StoreError>,
    },
    #[error("cannot use {}: {reason}", .path.display())]
    File { path: PathBuf, reason: String },
    /// What is done by one process at a time is done by another one now.
    #[error("another process has taken over the role {0:?}")]
    RoleLost(&'static str),
    #[error("the writer of the database has stopped")]
    Stopped,
    #[error(transparent)]
    Database(sqlx::Error),
    /// The failure of a batch, for each of those who wrote in it.
    #[error(transparent)]
    Shared(Arc<StoreError>),
}

/// SQLSTATE classes that speak about what was written, not about the state of the database: wrong cardinality, data,
/// integrity, syntax.
const PERMANENT_CLASSES: [&str; 4] = ["21", "22", "23", "42"];
/// The same of SQLite (primary result codes): error, corrupt, too big, constraint, mismatch, misuse, range, no database.
const PERMANENT_SQLITE: [i64; 8] = [1, 11, 18, 19, 20, 21, 25, 26];
/// And of MariaDB, where the class does not say it: packet too large, value out of range, missing, wrong or too long.
const PERMANENT_MARIADB: [u16; 5] = [1153, 1264, 1364, 1366, 1406];

impl StoreError {
    pub fn is_retryable(&self) -> bool {
        match self {
            StoreError::Conflict(_) => true,
            StoreError::Shared(error) => error.is_retryable(),
            _ => false,
        }
    }

    /// `false`: the same again would fail the same way. Where nobody can tell, it may succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            StoreError::Shared(error) => error.is_transient(),
            StoreError::Conflict(_) | StoreError::Stopped => true,
            StoreError::Database(error) => is_transient(error),
            _ => false,
        }
    }

    /// True when the violated unique index has this name (SQLite tells the columns instead of the name).
    pub fn is_unique(&self, index: &str, sqlite_column: &str) -> bool {
        matches!(self, StoreError::Unique { constraint } if constraint.contains(index) || constraint.contains(sqlite_column))
    }
}

fn is_transient(error: &sqlx::Error) -> bool {
    let error = match error {
        sqlx::Error::Database(error) => error,
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::Encode(_)
        | sqlx::Error::RowNotFound => return false,
        _ => return true,
    };
    if let Some(error) = error.try_downcast_ref::<MySqlDatabaseError>()
        && PERMANENT_MARIADB.contains(&error.number())
    {
        return false;
    }
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return !code.parse().is_ok_and(|code: i64| PERMANENT_SQLITE.contains(&(code & 0xff)));
    }
    !code.get(..2).is_some_and(|class| PERMANENT_CLASSES.contains(&class))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else { return StoreError::Database(error) };
        if database.is_unique_violation() {
            let constraint = database.constraint().unwrap_or_else(|| database.message()).to_owned();
            return StoreError::Unique { constraint };
        }
        // 40001/40P01: serialization failure, deadlock (PostgreSQL; MariaDB answers 40001 for error 1213).
        // MariaDB 1205: lock wait time-out. SQLite 5, 6 and 517: busy, locked, busy snapshot.
        match database.code().as_deref() {
            Some("40001" | "40P01" | "1205" | "5" | "6" | "517") => StoreError::Conflict(error),
            _ if database.message().contains("Lock wait timeout") => StoreError::Conflict(error),
            _ => StoreError::Database(error),
        }
    }
}

/// Does work on the database again that the servers have aborted because it met other work: `retried!(work(store))`. What it
/// calls must begin a transaction of its own.
macro_rules! retried {
    ($work:expr) => {{
        let mut tries = 1;
        loop {
            match $work.await {
                Err(error) if error.is_retryable() && tries < $crate::store::error::MAX_TRIES => tries += 1,
                result => break result,
            }
        }
    }};
}
pub(crate) use retried;

/// How often [`retried`] tries.
pub(crate) const MAX_TRIES: u32 = 10;
