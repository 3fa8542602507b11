//! What can go wrong in the store, by what a caller does about it.

use std::path::PathBuf;

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
    #[error("the writer of the database has stopped")]
    Stopped,
    #[error(transparent)]
    Database(sqlx::Error),
}

impl StoreError {
    pub fn is_retryable(&self) -> bool {
        matches!(self, StoreError::Conflict(_))
    }

    /// True when the violated unique index has this name (SQLite tells the columns instead of the name).
    pub fn is_unique(&self, index: &str, sqlite_column: &str) -> bool {
        matches!(self, StoreError::Unique { constraint } if constraint.contains(index) || constraint.contains(sqlite_column))
    }
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
