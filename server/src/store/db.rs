//! Pools, connections and transactions of the three engines behind one type.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt as _;
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, MySql, Pool, Postgres, SqlSafeStr as _, Sqlite};

use super::StoreError;
use super::audit;
use super::dialect;
use super::sqlite::SqliteFile;
use super::value::{Row, Value};
use crate::config::{self, DatabaseUrl};
use crate::metrics::PoolState;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    MariaDb,
    Postgres,
}

/// How a process uses the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A long-running process: on SQLite the only one.
    Service,
    /// A command beside it.
    Command,
}

/// A connection that was used within this time is taken as it is. One that has been idle for longer is asked first whether
/// the server has closed it, which costs a round trip.
const FRESH: Duration = Duration::from_secs(1);

/// Handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Pools>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.engine()).finish()
    }
}

enum Pools {
    Sqlite(SqliteFile),
    MariaDb(Pool<MySql>),
    Postgres(Pool<Postgres>),
}

impl Store {
    /// Opens the database; creates an SQLite file that does not exist. Does not migrate.
    ///
    /// `pool_size`: connections to a database server; ignored by SQLite.
    pub async fn open(url: &DatabaseUrl, access: Access, pool_size: u32) -> Result<Self, StoreError> {
        let pools = match url {
            DatabaseUrl::Sqlite(path) => Pools::Sqlite(SqliteFile::open(path, access).await?),
            DatabaseUrl::MariaDb(server) => {
                let options = MySqlConnectOptions::from_str(&server.url())?
                    .charset("utf8mb4")
                    .collation("utf8mb4_nopad_bin")
                    .statement_cache_capacity(256)
                    .log_statements(tracing::log::LevelFilter::Off)
                    .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(1));
                // Once without the pool, which would try for long and then only say that it waited.
                options.connect().await?.close().await?;
                let pool = MySqlPoolOptions::new()
                    .max_connections(pool_size)
                    .acquire_timeout(Duration::from_secs(30))
                    .test_before_acquire(false)
                    .before_acquire(|conn, last| Box::pin(is_alive(conn, last.idle_for)))
                    .after_connect(|conn, _| {
                        Box::pin(async move {
                            // The variable for it is called `transaction_isolation` only from MariaDB 11.1 on.
                            sqlx::raw_sql(
                                "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION time_zone = '+00:00'",
                            )
                            .execute(conn)
                            .await
                            .map(drop)
                        })
                    })
                    .connect_with(options)
                    .await?;
                Pools::MariaDb(pool)
            }
            DatabaseUrl::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)?
                    .statement_cache_capacity(256)
                    .log_statements(tracing::log::LevelFilter::Off)
                    .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(1));
                options.connect().await?.close().await?;
                let pool = PgPoolOptions::new()
                    .max_connections(pool_size)
                    .acquire_timeout(Duration::from_secs(30))
                    .test_before_acquire(false)
                    .before_acquire(|conn, last| Box::pin(is_alive(conn, last.idle_for)))
                    .connect_with(options)
                    .await?;
                Pools::Postgres(pool)
            }
        };
        Ok(Self(Arc::new(pools)))
    }

    /// Creates the database itself where a server does not have it yet. An SQLite file is made by [`Self::open`].
    pub async fn create_database(url: &DatabaseUrl) -> Result<(), StoreError> {
        match url {
            DatabaseUrl::Sqlite(_) => Ok(()),
            DatabaseUrl::MariaDb(server) => {
                // Without a database name the connection needs no existing one.
                let without_name = config::MariaDb { database: String::new(), ..server.clone() };
                let mut conn = MySqlConnectOptions::from_str(&without_name.url())?.connect().await?;
                let name = server.database.replace('`', "``");
                let sql =
                    format!("CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
                Ok(conn.close().await?)
            }
            DatabaseUrl::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)?;
                let name = options.get_database().unwrap_or("postal").to_owned();
                // Every server has this one, to connect to while creating others.
                let mut conn = options.database("postgres").connect().await?;
                let exists = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1")
                    .bind(&name)
                    .fetch_optional(&mut conn)
                    .await?;
                if exists.is_none() {
                    let quoted = name.replace('"', "\"\"");
                    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE \"{quoted}\""))).execute(&mut conn).await?;
                }
                Ok(conn.close().await?)
            }
        }
    }

    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Pools::Sqlite(_) => Engine::Sqlite,
            Pools::MariaDb(_) => Engine::MariaDb,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection for reading. On SQLite it cannot write.
    pub async fn read(&self) -> Result<Conn, StoreError> {
        Ok(Conn(match &*self.0 {
            Pools::Sqlite(SqliteFile { readers, .. }) => Inner::Sqlite(readers.acquire().await?),
            Pools::MariaDb(pool) => Inner::MariaDb(pool.acquire().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.acquire().await?),
        }))
    }

    /// A connection for a single writing statement. Not for changes that the audit log tells of, which need a transaction.
    pub async fn write(&self) -> Result<Conn, StoreError> {
        debug_assert!(audit::unwritten().is_none(), "this change has to be in a transaction, with its audit entry");
        Ok(Conn(match &*self.0 {
            Pools::Sqlite(SqliteFile { writer, .. }) => Inner::Sqlite(writer.acquire().await?),
            Pools::MariaDb(pool) => Inner::MariaDb(pool.acquire().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.acquire().await?),
        }))
    }

    /// A transaction that may write; rolled back unless committed. On SQLite it holds the only writer: be brief.
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(Transaction(Conn(match &*self.0 {
            Pools::Sqlite(SqliteFile { writer, .. }) => Inner::SqliteTx(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::MariaDb(pool) => Inner::MariaDbTx(pool.begin().await?),
            Pools::Postgres(pool) => Inner::PostgresTx(pool.begin().await?),
        })))
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().await?.fetch_one("SELECT 1", &[]).await.map(drop)
    }

    /// How many connections are in use, for the metrics.
    pub fn pools(&self) -> Vec<PoolState> {
        match &*self.0 {
            Pools::Sqlite(file) => vec![pool_state("writer", &file.writer), pool_state("readers", &file.readers)],
            Pools::MariaDb(pool) => vec![pool_state("server", pool)],
            Pools::Postgres(pool) => vec![pool_state("server", pool)],
        }
    }

    /// Copies pages from SQLite's write-ahead log into the database file. Nothing to do on the other engines.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Pools::Sqlite(file) => file.checkpoint().await,
            Pools::MariaDb(_) | Pools::Postgres(_) => Ok(()),
        }
    }

    /// Where SQLite's write-ahead log has grown long, waits until it has been copied: what writes much must not make
    /// everybody wait for a great checkpoint later.
    pub async fn keep_log_short(&self) -> Result<(), StoreError> {
        match &*self.0 {
            Pools::Sqlite(file) => file.keep_log_short().await,
            Pools::MariaDb(_) | Pools::Postgres(_) => Ok(()),
        }
    }

    /// Gives a few free pages of SQLite's file back to the system. `false`: there are not more than are needed for what
    /// comes next. The servers look after their files themselves.
    pub async fn shrink(&self) -> Result<bool, StoreError> {
        match &*self.0 {
            Pools::Sqlite(file) => file.shrink().await,
            Pools::MariaDb(_) | Pools::Postgres(_) => Ok(false),
        }
    }

    /// Waits for connections in use and closes all.
    pub async fn close(&self) {
        match &*self.0 {
            Pools::Sqlite(SqliteFile { writer, readers, .. }) => {
                readers.close().await;
                writer.close().await;
            }
            Pools::MariaDb(pool) => pool.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// For the pools of the servers. An error means that the next connection is tried.
async fn is_alive<C: sqlx::Connection>(conn: &mut C, idle_for: Duration) -> Result<bool, sqlx::Error> {
    if idle_for > FRESH {
        conn.ping().await?;
    }
    Ok(true)
}

fn pool_state<Db: sqlx::Database>(name: &'static str, pool: &Pool<Db>) -> PoolState {
    let (open, idle) = (pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
    PoolState { name, used: open.saturating_sub(idle), idle, max: pool.options().get_max_connections() }
}

/// SQL of a statement: fixed text, or text built from fixed pieces. Never contains a value.
#[derive(Debug)]
pub enum Sql {
    Fixed(&'static str),
    Built(String),
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Sql::Fixed(text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Sql::Built(text)
    }
}

impl Sql {
    fn prepare(self, engine: Engine) -> sqlx::SqlStr {
        match self {
            Sql::Fixed(text) if engine == Engine::Postgres => dialect::numbered(text).into_sql_str(),
            Sql::Fixed(text) => text.into_sql_str(),
            Sql::Built(text) if engine == Engine::Postgres => {
                AssertSqlSafe(dialect::number_placeholders(&text)).into_sql_str()
            }
            Sql::Built(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

/// A connection, or the one inside a [`Transaction`].
pub struct Conn(Inner);

enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(sqlx::Transaction<'static, Sqlite>),
    MariaDb(PoolConnection<MySql>),
    MariaDbTx(sqlx::Transaction<'static, MySql>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(sqlx::Transaction<'static, Postgres>),
}

impl std::fmt::Debug for Conn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Conn").field(&self.engine()).finish()
    }
}

macro_rules! bind_all {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(*value),
                Value::Bool(value) => query.bind(*value),
                Value::Float(value) => query.bind(*value),
                Value::Text(value) => query.bind(value.as_deref()),
                Value::Bytes(value) => query.bind(value.as_deref()),
            };
        }
        query
    }};
}

/// Runs `$body` with `$conn` bound to the engine's own connection.
macro_rules! with_engine {
    ($self:expr, $conn:ident, $engine:ident => $body:expr) => {
        match &mut $self.0 {
            Inner::Sqlite(inner) => {
                let $conn = &mut **inner;
                type $engine = Sqlite;
                $body
            }
            Inner::SqliteTx(inner) => {
                let $conn = &mut **inner;
                type $engine = Sqlite;
                $body
            }
            Inner::MariaDb(inner) => {
                let $conn = &mut **inner;
                type $engine = MySql;
                $body
            }
            Inner::MariaDbTx(inner) => {
                let $conn = &mut **inner;
                type $engine = MySql;
                $body
            }
            Inner::Postgres(inner) => {
                let $conn = &mut **inner;
                type $engine = Postgres;
                $body
            }
            Inner::PostgresTx(inner) => {
                let $conn = &mut **inner;
                type $engine = Postgres;
                $body
            }
        }
    };
}

impl Conn {
    pub fn engine(&self) -> Engine {
        match &self.0 {
            Inner::Sqlite(_) | Inner::SqliteTx(_) => Engine::Sqlite,
            Inner::MariaDb(_) | Inner::MariaDbTx(_) => Engine::MariaDb,
            Inner::Postgres(_) | Inner::PostgresTx(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub async fn execute(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let sql = sql.into().prepare(self.engine());
        self.run(sql, values).await
    }

    /// As [`Self::execute`], but another number of changed rows than `expected` is an error.
    pub async fn execute_exactly(
        &mut self,
        expected: u64,
        what: &'static str,
        sql: impl Into<Sql>,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let actual = self.execute(sql, values).await?;
        if actual == expected { Ok(()) } else { Err(StoreError::RowCount { what, expected, actual }) }
    }

    pub async fn fetch_all(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into().prepare(self.engine());
        self.query(sql, values).await
    }

    /// The first row, if there is one. The statement should not be able to give more.
    pub async fn fetch_optional(
        &mut self,
        sql: impl Into<Sql>,
        values: &[Value<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// For statements that always give a row: counts, INSERT … RETURNING.
    pub async fn fetch_one(&mut self, sql: impl Into<Sql>, values: &[Value<'_>]) -> Result<Row, StoreError> {
        self.fetch_optional(sql, values).await?.ok_or(StoreError::RowCount { what: "a row", expected: 1, actual: 0 })
    }

    /// Runs one statement without parameters and outside the statement cache: migrations, locks.
    pub(super) async fn execute_raw(&mut self, sql: &str) -> Result<(), StoreError> {
        with_engine!(self, conn, Db => {
            let _: <Db as sqlx::Database>::QueryResult = sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await?;
        });
        Ok(())
    }

    async fn run(&mut self, sql: sqlx::SqlStr, values: &[Value<'_>]) -> Result<u64, StoreError> {
        assert_bound(&sql, values);
        Ok(
            with_engine!(self, conn, Db => bind_all!(sqlx::query::<Db>(sql), values).execute(conn).await?.rows_affected()),
        )
    }

    async fn query(&mut self, sql: sqlx::SqlStr, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        assert_bound(&sql, values);
        macro_rules! rows {
            ($conn:expr, $db:ty, $variant:ident) => {
                bind_all!(sqlx::query::<$db>(sql), values)
                    .fetch(&mut **$conn)
                    .map_ok(Row::$variant)
                    .try_collect()
                    .await?
            };
        }
        Ok(match &mut self.0 {
            Inner::Sqlite(conn) => rows!(conn, Sqlite, Sqlite),
            Inner::SqliteTx(conn) => rows!(conn, Sqlite, Sqlite),
            Inner::MariaDb(conn) => rows!(conn, MySql, MariaDb),
            Inner::MariaDbTx(conn) => rows!(conn, MySql, MariaDb),
            Inner::Postgres(conn) => rows!(conn, Postgres, Postgres),
            Inner::PostgresTx(conn) => rows!(conn, Postgres, Postgres),
        })
    }
}

/// SQLite ignores values without a place, and a place without a value is NULL to it.
fn assert_bound(sql: &sqlx::SqlStr, values: &[Value<'_>]) {
    debug_assert_eq!(dialect::count_placeholders(sql.as_str()), values.len(), "values of {}", sql.as_str());
}

/// An open transaction. Dropping it rolls back.
#[derive(Debug)]
pub struct Transaction(Conn);

impl Transaction {
    /// Commits, together with the entry of the audit log that is due (see [`audit`]).
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let entry = audit::unwritten();
        if let Some(entry) = &entry {
            audit::insert(&mut self.0, entry).await?;
        }
        self.commit_unrecorded().await?;
        if entry.is_some() {
            audit::written();
        }
        Ok(())
    }

    /// Commits what is no change in the sense of the audit log.
    pub async fn commit_unrecorded(self) -> Result<(), StoreError> {
        match self.0.0 {
            Inner::SqliteTx(inner) => inner.commit().await?,
            Inner::MariaDbTx(inner) => inner.commit().await?,
            Inner::PostgresTx(inner) => inner.commit().await?,
            Inner::Sqlite(_) | Inner::MariaDb(_) | Inner::Postgres(_) => {}
        }
        Ok(())
    }
}

impl std::ops::Deref for Transaction {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl std::ops::DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}
