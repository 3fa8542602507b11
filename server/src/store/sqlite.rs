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
/// The unit in which SQLite writes, of new files. A commit touches some twenty pages, one of each table and index, and
/// writes all of each.
const PAGE_BYTES: u32 = 4096;
/// Pages are copied from the log to the file when there are so many.
const WAL_CHECKPOINT_BYTES: i64 = 8 << 20;
/// A log longer than this begins again from its start.
const WAL_LONG_BYTES: i64 = 64 << 20;
/// Readers kept a log of this length from beginning again: they are waited for.
const WAL_TRUNCATE_BYTES: i64 = 512 << 20;
/// What one step of shrinking moves: a few milliseconds.
const SHRINK_BYTES: i64 = 512 << 10;
/// Free space that always stays.
const KEEP_BYTES: i64 = 16 << 20;

pub struct SqliteFile {
    /// One connection: SQLite has one writer.
    pub writer: Pool<Sqlite>,
    pub readers: Pool<Sqlite>,
    page_bytes: i64,
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
            .page_size(PAGE_BYTES)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(256)
            .pragma("cache_size", "-32768")
            // Not shorter than it usually gets: to lengthen a file costs more than to write over it.
            .pragma("journal_size_limit", WAL_LONG_BYTES.to_string())
            .log_statements(tracing::log::LevelFilter::Off)
            .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(1));
        // The service moves pages from the log to the file outside the commit path; a command uses SQLite's own way.
        // Setting the vacuum mode takes the write lock: a reader that is opened must not wait for a transaction.
        let writer_options = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental);
        let writer_options = match access {
            // What a statement needs to undo itself stays in memory, rather than in a new file for each transaction. A
            // command may sort a large table for an index, which does not belong there.
            Access::Service => writer_options.pragma("wal_autocheckpoint", "0").pragma("temp_store", "memory"),
            Access::Command => writer_options,
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(60))
            // There is no network on which it could have been lost.
            .test_before_acquire(false)
            .connect_with(writer_options)
            .await
            .map_err(|error| sqlite_open_error(path, error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(60))
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "1"))
            .await?;
        let page_bytes = sqlx::query_scalar("PRAGMA page_size").fetch_one(&readers).await?;
        Ok(Self { writer, readers, page_bytes, _lock: lock })
    }

    /// Copies pages from the write-ahead log into the file, and keeps the log from growing.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let log = self.log().await?;
        if log.uncopied_bytes == 0 {
            // The next commit begins the log again.
            return Ok(());
        }
        if log.bytes > WAL_TRUNCATE_BYTES {
            let mut conn = self.writer.acquire().await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *conn).await?;
        } else if log.bytes > WAL_LONG_BYTES {
            self.begin_log_again().await?;
        } else if log.uncopied_bytes > WAL_CHECKPOINT_BYTES {
            self.copy_log().await?;
        }
        Ok(())
    }

    /// Makes a long log begin again before more is written.
    pub async fn keep_log_short(&self) -> Result<(), StoreError> {
        if self.log().await?.bytes > WAL_LONG_BYTES {
            self.begin_log_again().await?;
        }
        Ok(())
    }

    async fn log(&self) -> Result<Log, StoreError> {
        let (_busy, frames, copied): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(NOOP)").fetch_one(&self.readers).await?;
        Ok(Log { bytes: frames * self.page_bytes, uncopied_bytes: (frames - copied) * self.page_bytes })
    }

    async fn copy_log(&self) -> Result<(), StoreError> {
        let mut conn = self.readers.acquire().await?;
        sqlx::raw_sql("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut *conn).await?;
        Ok(())
    }

    /// The log is written from its start when all of it has been copied, which a busy server never sees: commits go on
    /// meanwhile. So the few that came during the great copy are copied while the writer waits.
    async fn begin_log_again(&self) -> Result<(), StoreError> {
        self.copy_log().await?;
        let _nobody_writes = self.writer.acquire().await?;
        self.copy_log().await
    }

    /// One step of giving free pages back. `false`: only those are left that the next mail will need.
    pub async fn shrink(&self) -> Result<bool, StoreError> {
        let free: i64 = sqlx::query_scalar("PRAGMA freelist_count").fetch_one(&self.readers).await?;
        let all: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&self.readers).await?;
        // A tenth of the file stays: mail comes and goes, and a file that shrinks and grows each day is twice the work.
        if free <= (all / 10).max(KEEP_BYTES / self.page_bytes) {
            return Ok(false);
        }
        let pages = SHRINK_BYTES / self.page_bytes;
        let mut conn = self.writer.acquire().await?;
        sqlx::raw_sql(AssertSqlSafe(format!("PRAGMA incremental_vacuum({pages})"))).execute(&mut *conn).await?;
        Ok(true)
    }
}

/// Length of the write-ahead log, without what an earlier round left behind its end.
struct Log {
    bytes: i64,
    uncopied_bytes: i64,
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
