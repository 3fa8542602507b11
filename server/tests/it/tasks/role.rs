use std::str::FromStr as _;
use std::time::Duration;

use postal::model::ProcessId;
use postal::store::processes::{self, NewProcess};
use postal::store::roles::{self, Fence, RoleLease, TASKS};
use postal::store::{Engine, Store, StoreError};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tokio_util::task::TaskTracker;

use crate::support::database::{TestDatabase, migrated};

const MINUTE: Duration = Duration::from_secs(60);

async fn process(store: &Store) -> ProcessId {
    let new = NewProcess { host: "h".to_owned(), pid: 1, roles: "worker".to_owned(), version: "4".to_owned() };
    processes::insert(&mut store.write().await.unwrap(), &new).await.unwrap()
}

async fn acquire(store: &Store, owner: ProcessId) -> Option<RoleLease> {
    let mut tx = store.begin().await.unwrap();
    let lease = roles::acquire(&mut tx, TASKS, owner, MINUTE).await.unwrap();
    tx.commit().await.unwrap();
    lease
}

async fn expire(store: &Store) {
    let sql = "UPDATE process_roles SET expires_at = expires_at - 61000000";
    store.write().await.unwrap().execute(sql, &[]).await.unwrap();
}

#[tokio::test]
async fn one_process_has_the_role_until_it_gives_it_back() {
    let (store, _database) = migrated().await;
    let (first, second) = (process(&store).await, process(&store).await);
    let lease = acquire(&store, first).await.unwrap();
    assert_eq!(acquire(&store, second).await, None);
    assert_eq!(roles::owner(&mut store.read().await.unwrap(), TASKS).await.unwrap(), first);
    assert!(roles::renew(&mut store.write().await.unwrap(), lease, MINUTE).await.unwrap());
    assert!(roles::release(&mut store.write().await.unwrap(), lease).await.unwrap());
    assert!(!roles::release(&mut store.write().await.unwrap(), lease).await.unwrap());
    assert_eq!(acquire(&store, second).await.unwrap().generation, lease.generation + 1);
}

#[tokio::test]
async fn a_process_that_stood_still_cannot_write_after_another_has_taken_over() {
    let (store, _database) = migrated().await;
    let (old, new) = (process(&store).await, process(&store).await);
    let lease = acquire(&store, old).await.unwrap();
    expire(&store).await;
    // Nobody has taken over yet: the work may go on.
    roles::begin(&store, Fence::Leased(lease)).await.unwrap().commit().await.unwrap();
    let taken = acquire(&store, new).await.unwrap();
    let refused = roles::begin(&store, Fence::Leased(lease)).await;
    assert!(matches!(refused, Err(StoreError::RoleLost(TASKS))), "{refused:?}");
    assert!(!roles::renew(&mut store.write().await.unwrap(), lease, MINUTE).await.unwrap());
    roles::begin(&store, Fence::Leased(taken)).await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn the_role_of_a_process_that_is_gone_is_free_at_once() {
    let (store, _database) = migrated().await;
    let (old, new) = (process(&store).await, process(&store).await);
    acquire(&store, old).await.unwrap();
    processes::delete(&mut store.write().await.unwrap(), old).await.unwrap();
    assert_eq!(acquire(&store, new).await.unwrap().owner, new);
}

/// Whether somebody could take the role now without waiting for another transaction. Nothing is changed.
async fn is_free_to_take(store: &Store, database: &TestDatabase, owner: ProcessId) -> bool {
    let no_waiting = match store.engine() {
        // The writer of this process would be waited for in the process, so another one tries: as the store begins.
        Engine::Sqlite => {
            let options = SqliteConnectOptions::from_str(&database.url).unwrap().busy_timeout(Duration::ZERO);
            let mut other = options.connect().await.unwrap();
            return sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.is_ok();
        }
        Engine::MariaDb => "SET innodb_lock_wait_timeout = 0",
        Engine::Postgres => "SET LOCAL lock_timeout = '1ms'",
    };
    let mut tx = store.begin().await.unwrap();
    tx.execute(no_waiting, &[]).await.unwrap();
    let is_free = roles::acquire(&mut tx, TASKS, owner, MINUTE).await.is_ok();
    if store.engine() == Engine::MariaDb {
        // The connection goes back, and others have to wait on it.
        tx.execute("SET innodb_lock_wait_timeout = DEFAULT", &[]).await.unwrap();
    }
    is_free
}

#[tokio::test]
async fn who_wants_the_role_waits_for_the_transaction_in_progress() {
    let (store, database) = migrated().await;
    let (old, new) = (process(&store).await, process(&store).await);
    let lease = acquire(&store, old).await.unwrap();
    expire(&store).await;
    let work = roles::begin(&store, Fence::Leased(lease)).await.unwrap();
    assert!(!is_free_to_take(&store, &database, new).await);
    let other = store.clone();
    let taking = TaskTracker::new().spawn(async move { acquire(&other, new).await });
    work.commit().await.unwrap();
    assert!(taking.await.unwrap().is_some());
    assert!(is_free_to_take(&store, &database, old).await, "nothing but the transaction was in the way");
}
