//! The file of the embedded database: how it is opened, and kept from growing.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Pool, Sqlite};

use super::StoreError;
use super::db::Access;

/// Time that a statement may wait for SQLite's write lock, which only a command beside the service can hold.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 8;

/// Readable for the owner only.
const PRIVATE: u32 = 0o600;
const WAL_CHECKPOINT_BYTES: u64 = 8 << 20;
const WAL_TRUNCATE_BYTES: u64 = 512 << 20;
/// The log gets as short as this again when it is written from its start: 16 MB.
const JOURNAL_SIZE_LIMIT: &str = "16777216";
/// What writes much waits for a checkpoint when the log is longer than this.
const WAL_SHORT_BYTES: u64 = 64 << 20;
/// Pages that one step of shrinking moves: half a megabyte, a few milliseconds.
const SHRINK_PAGES: i64 = 32;
/// Free pages that always stay: 16 MB.
const KEEP_PAGES: i64 = 1024;

pub struct SqliteFile {
    path: PathBuf,
    /// One connection: SQLite has one writer.
    pub writer: Pool<Sqlite>,
    pub readers: Pool<Sqlite>,
    /// Held while the process lives, so that a second service on the same file notices.
    _lock: Option<File>,
}

impl SqliteFile {
    pub async fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        let lock = match access {
            Access::Service => Some(lock_file(path)?),
            Access::Command => None,
        };
        create_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .page_size(16384)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(256)
            .pragma("cache_size", "-32768")
            .pragma("journal_size_limit", JOURNAL_SIZE_LIMIT)
            .log_statements(tracing::log::LevelFilter::Off)
            .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(1));
        // The service moves pages from the log to the file outside the commit path; a command uses SQLite's own way.
        // Setting the vacuum mode takes the write lock: a reader that is opened must not wait for a transaction.
        let writer_options = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental);
        let writer_options = match access {
            Access::Service => writer_options.pragma("wal_autocheckpoint", "0"),
            Access::Command => writer_options,
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(writer_options)
            .await
            .map_err(|error| sqlite_open_error(path, error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.pragma("query_only", "1"))
            .await?;
        Ok(Self { path: path.to_owned(), writer, readers, _lock: lock })
    }

    /// Length of the write-ahead log. It is written from its start again once all of it has been copied, but does not
    /// get shorter by that.
    fn wal_bytes(&self) -> u64 {
        let mut wal = self.path.as_os_str().to_owned();
        wal.push("-wal");
        std::fs::metadata(&wal).map_or(0, |file| file.len())
    }

    /// Copies pages from the write-ahead log into the file.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let bytes = self.wal_bytes();
        if bytes > WAL_TRUNCATE_BYTES {
            // Readers kept the log from being reused; wait for them once, with the writer in hand.
            let mut conn = self.writer.acquire().await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *conn).await?;
        } else if bytes > WAL_CHECKPOINT_BYTES {
            let mut conn = self.readers.acquire().await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut *conn).await?;
        }
        Ok(())
    }

    /// Copies all of a long log while the caller writes nothing, so that it is written from its start again.
    pub async fn keep_log_short(&self) -> Result<(), StoreError> {
        if self.wal_bytes() <= WAL_SHORT_BYTES {
            return Ok(());
        }
        let mut conn = self.readers.acquire().await?;
        sqlx::raw_sql("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut *conn).await?;
        Ok(())
    }

    /// One step of giving free pages back. `false`: only those are left that the next mail will need.
    pub async fn shrink(&self) -> Result<bool, StoreError> {
        let free: i64 = sqlx::query_scalar("PRAGMA freelist_count").fetch_one(&self.readers).await?;
        let all: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&self.readers).await?;
        // A tenth of the file stays: mail comes and goes, and a file that shrinks and grows each day is twice the work.
        if free <= (all / 10).max(KEEP_PAGES) {
            return Ok(false);
        }
        let mut conn = self.writer.acquire().await?;
        sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA incremental_vacuum({SHRINK_PAGES})"))).execute(&mut *conn).await?;
        Ok(true)
    }
}

/// Creates the file for its owner alone: it holds other people's mail. SQLite gives its other files the same mode.
fn create_private(path: &Path) -> Result<(), StoreError> {
    match File::options().create_new(true).write(true).mode(PRIVATE).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::File { path: path.to_owned(), reason: error.to_string() }),
    }
}

fn sqlite_open_error(path: &Path, error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(database) => {
            StoreError::File { path: path.to_owned(), reason: database.message().to_owned() }
        }
        other => other.into(),
    }
}

fn lock_file(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    let file = File::options().create(true).truncate(false).write(true).mode(PRIVATE).open(&lock_path);
    let file = file.map_err(|error| StoreError::File { path: lock_path, reason: error.to_string() })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => {
            Err(StoreError::File { path: path.to_owned(), reason: error.to_string() })
        }
    }
}
