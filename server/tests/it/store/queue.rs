use std::time::Duration;

use postal::model::{IpAddressId, MessageId, Priority, ProcessId, QueuedMessage, ServerId, Timestamp};
use postal::queue::process;
use postal::store::processes::{self, NewProcess};
use postal::store::queue::Lane;
use postal::store::{Engine, Store, queue};

use crate::support::database::migrated;

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);

fn row(message: i64, destination: &str, due_at: Timestamp) -> QueuedMessage {
    QueuedMessage {
        server_id: ServerId(1),
        message_id: MessageId(message),
        destination: destination.to_owned(),
        ip_address_id: None,
        due_at,
        attempts: 0,
        is_manual: false,
        priority: Priority::Normal,
        owner: ProcessId(0),
        generation: 0,
        created_at: NOW,
    }
}

async fn fill(store: &Store, rows: &[QueuedMessage]) {
    let mut tx = store.begin().await.unwrap();
    for row in rows {
        queue::insert(&mut tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn lane(destination: &str) -> Lane {
    Lane { destination: destination.to_owned(), ip_address_id: None }
}

async fn claim(store: &Store, owner: i64, destination: &str, limit: i64) -> Vec<QueuedMessage> {
    claim_lane(store, owner, &lane(destination), limit).await
}

async fn claim_lane(store: &Store, owner: i64, lane: &Lane, limit: i64) -> Vec<QueuedMessage> {
    let mut tx = store.begin().await.unwrap();
    let claimed = queue::claim(&mut tx, ProcessId(owner), lane, NOW, limit, Priority::order(0)).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

#[tokio::test]
async fn what_is_urgent_is_claimed_first_and_in_some_turns_last() {
    let (store, _database) = migrated().await;
    let with = |message, priority, seconds| QueuedMessage {
        priority,
        ..row(message, "big.example", NOW - Duration::from_secs(seconds))
    };
    let late = QueuedMessage { due_at: NOW + Duration::from_secs(1), ..with(9, Priority::High, 0) };
    fill(
        &store,
        &[
            with(1, Priority::Bulk, 90),
            with(2, Priority::Bulk, 80),
            with(3, Priority::Normal, 50),
            with(4, Priority::High, 10),
            with(5, Priority::High, 20),
            late,
        ],
    )
    .await;
    let mut conn = store.read().await.unwrap();
    let next = queue::next_lane(&mut conn, None).await.unwrap();
    assert_eq!(next, Some((lane("big.example"), NOW - Duration::from_secs(90))));
    drop(conn);
    let claimed = async |limit: i64, turn: u8| -> Vec<i64> {
        let mut tx = store.begin().await.unwrap();
        let order = Priority::order(turn);
        let rows = queue::claim(&mut tx, ProcessId(7), &lane("big.example"), NOW, limit, order).await.unwrap();
        tx.commit().await.unwrap();
        rows.iter().map(|row| row.message_id.0).collect()
    };
    assert_eq!(claimed(1, 0).await, [5]);
    assert_eq!(claimed(1, 7).await, [1]);
    assert_eq!(claimed(9, 0).await, [4, 3, 2]);
    let mut conn = store.read().await.unwrap();
    let stored = queue::find(&mut conn, ServerId(1), MessageId(5)).await.unwrap().unwrap();
    assert_eq!((stored.priority, stored.owner), (Priority::High, ProcessId(7)));
}

#[tokio::test]
async fn due_rows_are_claimed_per_destination_oldest_first_and_only_once() {
    let (store, _database) = migrated().await;
    let mut rows: Vec<_> =
        (1..=100).map(|n| row(n, "big.example", NOW - Duration::from_secs(200 - n as u64))).collect();
    rows.push(row(200, "big.example", NOW + Duration::from_secs(1)));
    rows.push(row(201, "other.example", NOW));
    fill(&store, &rows).await;
    let first = claim(&store, 7, "big.example", 70).await;
    assert_eq!(first.len(), 70);
    assert_eq!(first[0].message_id, MessageId(1));
    assert_eq!((first[0].owner, first[0].generation), (ProcessId(7), 1));
    assert_eq!(claim(&store, 8, "big.example", 70).await.len(), 30);
    assert!(claim(&store, 9, "big.example", 70).await.is_empty());
    let mut conn = store.read().await.unwrap();
    let stored = queue::find(&mut conn, ServerId(1), MessageId(1)).await.unwrap().unwrap();
    assert_eq!(stored, first[0]);
}

#[tokio::test]
async fn lanes_are_found_one_after_the_other_with_their_earliest_time() {
    let (store, _database) = migrated().await;
    let later = NOW + Duration::from_secs(60);
    let from = |row: QueuedMessage, address| QueuedMessage { ip_address_id: Some(IpAddressId(address)), ..row };
    let rows = [
        row(1, "b.example", later),
        row(2, "b.example", NOW),
        row(3, "a.example", later),
        from(row(4, "b.example", later), 9),
        from(row(5, "b.example", NOW), 9),
        from(row(6, "b.example", later), 7),
        from(row(7, "c.example", NOW), 9),
    ];
    fill(&store, &rows).await;
    let mut found = Vec::new();
    let mut after = None;
    {
        let mut conn = store.read().await.unwrap();
        while let Some((lane, due_at)) = queue::next_lane(&mut conn, after.as_ref()).await.unwrap() {
            found.push((lane.destination.clone(), lane.ip_address_id.map(|id| id.0), due_at));
            after = Some(lane);
        }
    }
    let found: Vec<_> = found.iter().map(|(name, id, at)| (name.as_str(), *id, *at)).collect();
    assert_eq!(
        found,
        [
            ("a.example", None, later),
            ("b.example", None, NOW),
            ("b.example", Some(7), later),
            ("b.example", Some(9), NOW),
            ("c.example", Some(9), NOW)
        ]
    );
    // One lane is claimed without the others.
    let lane = Lane { ip_address_id: Some(IpAddressId(9)), ..lane("b.example") };
    let claimed = claim_lane(&store, 7, &lane, 10).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!((claimed[0].message_id, claimed[0].ip_address_id), (MessageId(5), Some(IpAddressId(9))));
    // It leaves from another address under the same lease; under another one it does not.
    let mut conn = store.write().await.unwrap();
    assert!(queue::set_address(&mut conn, &claimed[0], None).await.unwrap());
    assert!(!queue::set_address(&mut conn, &rows[4], Some(IpAddressId(7))).await.unwrap());
    let stored = queue::find(&mut conn, ServerId(1), MessageId(5)).await.unwrap().unwrap();
    assert_eq!((stored.ip_address_id, stored.generation), (None, claimed[0].generation));
}

#[tokio::test]
async fn rows_go_back_untouched_or_with_a_new_time() {
    let (store, _database) = migrated().await;
    fill(&store, &[row(1, "a.example", NOW), row(2, "a.example", NOW)]).await;
    claim(&store, 7, "a.example", 10).await;
    let later = NOW + Duration::from_secs(60);
    let mut conn = store.write().await.unwrap();
    assert_eq!(queue::release(&mut conn, ProcessId(8), &[(ServerId(1), MessageId(1))]).await.unwrap(), 0);
    assert_eq!(queue::release(&mut conn, ProcessId(7), &[(ServerId(1), MessageId(1))]).await.unwrap(), 1);
    assert_eq!(queue::postpone(&mut conn, ProcessId(7), &[(ServerId(1), MessageId(2))], later).await.unwrap(), 1);
    let rows = queue::list(&mut conn, ServerId(1), None, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.due_at).collect::<Vec<_>>(), [later, NOW]);
    assert!(rows.iter().all(|row| row.owner == queue::FREE && row.attempts == 0));
    assert_eq!(queue::count_due(&mut conn, ServerId(1), NOW, 100).await.unwrap(), 1);
    assert!(queue::hurry(&mut conn, &rows[0], NOW).await.unwrap());
    assert!(queue::delete(&mut conn, &rows[0]).await.unwrap());
    assert!(!queue::delete(&mut conn, &rows[0]).await.unwrap());
}

fn new_process() -> NewProcess {
    NewProcess { host: "h".to_owned(), pid: 1, roles: "worker".to_owned(), version: "4".to_owned() }
}

#[tokio::test]
async fn rows_of_a_dead_process_become_free_and_a_live_one_keeps_its_own() {
    let (store, _database) = migrated().await;
    let (dead, alive) = {
        let mut conn = store.write().await.unwrap();
        let dead = processes::insert(&mut conn, &new_process()).await.unwrap();
        let alive = processes::insert(&mut conn, &new_process()).await.unwrap();
        let sql = "UPDATE processes SET heartbeat_at = heartbeat_at - 61000000 WHERE id = ?";
        conn.execute(sql, &[dead.into()]).await.unwrap();
        (dead, alive)
    };
    fill(&store, &[row(1, "a.example", NOW), row(2, "b.example", NOW)]).await;
    claim(&store, dead.0, "a.example", 1).await;
    claim(&store, alive.0, "b.example", 1).await;
    assert_eq!(process::bury_dead(&store).await.unwrap(), 1);
    assert_eq!(claim(&store, alive.0, "a.example", 1).await.len(), 1);
    assert_eq!(process::heartbeat(&store, alive).await.unwrap(), process::Heartbeat::Alive);
    assert_eq!(process::heartbeat(&store, dead).await.unwrap(), process::Heartbeat::Lost);
    assert_eq!(process::leave(&store, alive).await.unwrap(), 2);
}

#[tokio::test]
async fn on_sqlite_a_start_frees_all_rows() {
    let (store, _database) = migrated().await;
    fill(&store, &[row(1, "a.example", NOW)]).await;
    claim(&store, 99, "a.example", 1).await;
    process::register(&store, &new_process()).await.unwrap();
    let is_free = claim(&store, 1, "a.example", 1).await.len() == 1;
    assert_eq!(is_free, store.engine() == Engine::Sqlite);
}

#[tokio::test]
async fn rows_whose_owner_is_in_no_list_become_free() {
    let (store, _database) = migrated().await;
    let alive = processes::insert(&mut store.write().await.unwrap(), &new_process()).await.unwrap();
    fill(&store, &[row(1, "a.example", NOW), row(2, "b.example", NOW), row(3, "c.example", NOW)]).await;
    claim(&store, alive.0, "a.example", 1).await;
    claim(&store, alive.0 + 7, "b.example", 1).await;
    claim(&store, alive.0 + 8, "c.example", 1).await;
    assert_eq!(process::bury_dead(&store).await.unwrap(), 2);
    assert_eq!(process::bury_dead(&store).await.unwrap(), 0);
    let mut conn = store.read().await.unwrap();
    assert_eq!(queue::list_owned(&mut conn, alive).await.unwrap(), [(ServerId(1), MessageId(1), 1)]);
}

#[tokio::test]
async fn expired_rows_are_found_among_the_first_that_are_due_and_leased_once() {
    let (store, _database) = migrated().await;
    let old = QueuedMessage { created_at: NOW - Duration::from_secs(1000), ..row(2, "a.example", NOW) };
    let later = QueuedMessage { message_id: MessageId(3), due_at: NOW + Duration::from_secs(1), ..old.clone() };
    fill(&store, &[row(1, "a.example", NOW), old.clone(), later]).await;
    let mut conn = store.write().await.unwrap();
    let before = NOW - Duration::from_secs(500);
    assert_eq!(
        queue::list_expired(&mut conn, &lane("a.example"), NOW, before, 10).await.unwrap(),
        std::slice::from_ref(&old)
    );
    let leased = queue::lease(&mut conn, old.clone(), ProcessId(7)).await.unwrap().unwrap();
    assert_eq!((leased.owner, leased.generation), (ProcessId(7), 1));
    assert_eq!(queue::lease(&mut conn, old, ProcessId(8)).await.unwrap(), None);
}
