//! A fresh, migrated database for each test, on the engine that `TEST_DATABASE` names.
//!
//! `sqlite` (default) needs nothing. For `mariadb` and `postgres` the runner starts a server of its own and
//! says where in `TEST_DATABASE_URL`, with the rights to create databases (`e2e/support/with-database.sh`).

use std::path::Path;
use std::str::FromStr as _;

use postal::store::roles::Fence;
use postal::store::{Access, Batches, Store, migrations};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tokio_util::sync::CancellationToken;

/// The database of one test. Dropped with it; on the servers the whole server goes when the run is over.
pub struct TestDatabase {
    pub url: String,
    _directory: tempfile::TempDir,
}

impl TestDatabase {
    /// Creates the database without tables.
    pub async fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = match std::env::var("TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => sqlite_url(directory.path()),
            Ok(engine @ ("mariadb" | "postgres")) => create_on_server(engine).await,
            Ok(other) => panic!("TEST_DATABASE must be sqlite, mariadb or postgres, not {other}"),
        };
        Self { url, _directory: directory }
    }

    /// Opens it as a long-running process does.
    pub async fn open(&self) -> Store {
        Store::open(&self.url.parse().unwrap(), Access::Service, 8).await.unwrap()
    }
}

/// A fresh database with all tables.
pub async fn migrated() -> (Store, TestDatabase) {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    migrations::migrate(&store).await.unwrap();
    (store, database)
}

/// How a person's task writes.
pub fn batches(store: &Store) -> Batches {
    Batches::new(store.clone(), Fence::Open, CancellationToken::new())
}

fn sqlite_url(directory: &Path) -> String {
    format!("sqlite://{}/postal.db", directory.display())
}

async fn create_on_server(engine: &str) -> String {
    let server = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL must name a running server; use e2e/support/with-database.sh");
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    if engine == "mariadb" {
        let options = sqlx::mysql::MySqlConnectOptions::from_str(&server).unwrap();
        let mut conn = options.connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    } else {
        let options = sqlx::postgres::PgConnectOptions::from_str(&server).unwrap();
        let mut conn = options.connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
