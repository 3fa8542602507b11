use postal::store::{Access, Store, StoreError, Value, dialect, migrations};
use tokio_util::task::TaskTracker;

use crate::support::database::{TestDatabase, migrated};

#[tokio::test]
async fn a_new_database_is_migrated_once() {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    let all: Vec<_> = migrations::names().collect();
    assert_eq!(migrations::pending(&store).await.unwrap(), all);
    assert_eq!(migrations::migrate(&store).await.unwrap(), all);
    assert!(migrations::pending(&store).await.unwrap().is_empty());
    assert!(migrations::migrate(&store).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_database_of_postal_3_is_refused_untouched() {
    let database = TestDatabase::empty().await;
    let store = database.open().await;
    let mut conn = store.write().await.unwrap();
    conn.execute("CREATE TABLE schema_migrations (version VARCHAR(255) NOT NULL)", &[]).await.unwrap();
    drop(conn);
    assert!(matches!(migrations::migrate(&store).await, Err(StoreError::ForeignDatabase)));
    assert!(matches!(migrations::pending(&store).await, Err(StoreError::ForeignDatabase)));
}

#[tokio::test]
async fn values_of_all_types_survive_the_round_trip() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    conn.execute("CREATE TABLE samples (a BIGINT, b BOOLEAN, c VARCHAR(64), d DOUBLE PRECISION)", &[]).await.unwrap();
    let insert = "INSERT INTO samples (a, b, c, d) VALUES (?, ?, ?, ?)";
    conn.execute(insert, &[i64::MAX.into(), true.into(), "ä? 🦀".into(), 5.25.into()]).await.unwrap();
    let nulls = [Value::Int(None), Value::Bool(None), Value::Text(None), Value::Float(None)];
    conn.execute(insert, &nulls).await.unwrap();
    let rows = conn.fetch_all("SELECT a, b, c, d FROM samples ORDER BY a IS NULL", &[]).await.unwrap();
    let mut full = rows[0].columns();
    assert_eq!(full.next::<i64>().unwrap(), i64::MAX);
    assert!(full.next::<bool>().unwrap());
    assert_eq!(full.next::<String>().unwrap(), "ä? 🦀");
    assert!((full.next::<f64>().unwrap() - 5.25).abs() < f64::EPSILON);
    let mut empty = rows[1].columns();
    assert_eq!(empty.next::<Option<i64>>().unwrap(), None);
    assert_eq!(empty.next::<Option<bool>>().unwrap(), None);
    assert_eq!(empty.next::<Option<String>>().unwrap(), None);
    assert_eq!(empty.next::<Option<f64>>().unwrap(), None);
}

#[tokio::test]
async fn comparison_is_exact_on_every_engine() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let insert = "INSERT INTO sequences (server_id, kind, last_id) VALUES (1, ?, 0)";
    for kind in ["a", "A", "a ", "ä"] {
        conn.execute(insert, &[kind.into()]).await.unwrap();
    }
    assert!(matches!(conn.execute(insert, &["a".into()]).await, Err(StoreError::Unique { .. })));
}

#[tokio::test]
async fn sums_and_the_databases_clock_are_numbers() {
    let (store, _database) = migrated().await;
    let mut conn = store.read().await.unwrap();
    let engine = store.engine();
    let sql =
        format!("SELECT {}, {} FROM sequences", dialect::sum(engine, "last_id"), dialect::sum(engine, "server_id"));
    let row = conn.fetch_one(sql, &[]).await.unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 0);
    let row = conn.fetch_one(format!("SELECT {}", dialect::now(engine)), &[]).await.unwrap();
    assert!(row.get::<i64>(0).unwrap() > 1_700_000_000_000_000);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let (store, _database) = migrated().await;
    let mut tx = store.begin().await.unwrap();
    tx.execute("INSERT INTO sequences (server_id, kind, last_id) VALUES (1, 'message', 5)", &[]).await.unwrap();
    drop(tx);
    let mut conn = store.write().await.unwrap();
    assert!(conn.fetch_optional("SELECT 1 FROM sequences", &[]).await.unwrap().is_none());
}

#[tokio::test]
async fn a_second_service_on_one_sqlite_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/postal.db", directory.path().display()).parse().unwrap();
    let _first = Store::open(&url, Access::Service, 1).await.unwrap();
    assert!(matches!(Store::open(&url, Access::Service, 1).await, Err(StoreError::Locked(_))));
    Store::open(&url, Access::Command, 1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_an_sqlite_file_stays_short_while_commits_never_pause() {
    const WRITTEN_BYTES: usize = 256 << 20;
    const AT_ONCE: usize = 64 << 10;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("postal.db");
    let store =
        Store::open(&format!("sqlite://{}", path.display()).parse().unwrap(), Access::Service, 1).await.unwrap();
    store.write().await.unwrap().execute("CREATE TABLE contents (data BLOB)", &[]).await.unwrap();
    let writer = TaskTracker::new().spawn({
        let store = store.clone();
        async move {
            for _ in 0..WRITTEN_BYTES / AT_ONCE {
                let mut tx = store.begin().await.unwrap();
                let insert = "INSERT INTO contents (data) VALUES (randomblob(?))";
                tx.execute(insert, &[(AT_ONCE as i64).into()]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    });
    while !writer.is_finished() {
        // Now and then, as the service does: copied all the time, the log would hardly get long.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        store.checkpoint().await.unwrap();
    }
    writer.await.unwrap();
    let log_bytes = directory.path().join("postal.db-wal").metadata().unwrap().len();
    // The log never gets shorter than it has been, up to this length.
    assert!(log_bytes < 128 << 20, "{log_bytes}");
}

#[tokio::test]
async fn what_would_fail_again_is_told_apart_from_what_may_succeed_later() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    for wrong in ["SELEC 1", "SELECT nothing FROM sequences", "INSERT INTO sequences (server_id) VALUES (1)"] {
        assert!(!conn.execute(wrong, &[]).await.unwrap_err().is_transient(), "{wrong}");
    }
    let row = conn.fetch_one("SELECT 1", &[]).await.unwrap();
    assert!(!row.get::<bool>(7).unwrap_err().is_transient());
    drop(conn);
    store.close().await;
    assert!(store.read().await.unwrap_err().is_transient());
}
