use postal::metrics::Metrics;
use postal::model::{MessageId, MessageScope, ProcessId, ServerId, Timestamp};
use postal::store::contents::{self, CHUNK_BYTES};
use postal::store::ingestion::{Acceptance, NewMessage, StoredContent};
use postal::store::{Committer, Store, StoreError, WriteSet, Written};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::support::database::{batches, migrated};

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);

fn message(rcpt_to: &str) -> NewMessage {
    NewMessage {
        token: "tokentokentoken1".to_owned(),
        scope: MessageScope::Outgoing,
        rcpt_to: rcpt_to.to_owned(),
        mail_from: Some("sender@example.com".to_owned()),
        subject: Some("Grüße".to_owned()),
        message_id: None,
        tag: None,
        is_bounce: false,
        bounce_for_id: None,
        credential_id: None,
        domain_id: None,
        route_id: None,
        endpoint: None,
        dsn: None,
        received_with_tls: Some(true),
        is_smtputf8: false,
        arrival: None,
        extras: None,
        destination: "example.net".to_owned(),
        ip_address_id: None,
        owner: ProcessId(0),
    }
}

fn acceptance(server: i64, content: i64, recipients: &[&str]) -> Acceptance {
    Acceptance {
        server_id: ServerId(server),
        content_id: postal::model::ContentId(content),
        content: StoredContent::Inline(contents::pack(b"Subject: x\r\n\r\nbody\r\n")),
        created_at: NOW,
        messages: recipients.iter().map(|recipient| message(recipient)).collect(),
    }
}

fn start(store: &Store) -> (Committer, TaskTracker, CancellationToken) {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    (Committer::start(store.clone(), ProcessId(1), Metrics::new(), &tasks, stop.clone()), tasks, stop)
}

async fn count(store: &Store, table: &str) -> i64 {
    let mut conn = store.read().await.unwrap();
    conn.fetch_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().get(0).unwrap()
}

#[tokio::test]
async fn accepted_mail_is_stored_queued_and_counted_with_ids_per_mail_server() {
    let (store, _database) = migrated().await;
    let (committer, ..) = start(&store);
    let write =
        WriteSet::Accept(vec![acceptance(1, 10, &["a@x.example", "b@x.example"]), acceptance(2, 11, &["c@x.example"])]);
    let written = committer.write(write).await.unwrap();
    assert_eq!(written, Written::Accepted(vec![vec![MessageId(1), MessageId(2)], vec![MessageId(1)]]));
    let more = committer.write(WriteSet::Accept(vec![acceptance(1, 12, &["d@x.example"])])).await.unwrap();
    let Written::Accepted(ids) = more else { panic!("{more:?}") };
    assert!(ids[0][0] > MessageId(2));
    assert_eq!(count(&store, "messages").await, 4);
    assert_eq!(count(&store, "queued_messages").await, 4);
    assert_eq!(count(&store, "contents").await, 3);
    let mut conn = store.read().await.unwrap();
    let row = conn.fetch_one("SELECT outgoing FROM hourly_counters WHERE server_id = 1", &[]).await.unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 3);
}

#[tokio::test]
async fn writes_that_arrive_together_are_all_answered_with_different_ids() {
    let (store, _database) = migrated().await;
    let (committer, ..) = start(&store);
    let writes = (0..150).map(|n| {
        let committer = committer.clone();
        async move { committer.write(WriteSet::Accept(vec![acceptance(1, n, &["a@x.example"])])).await.unwrap() }
    });
    let mut ids: Vec<MessageId> = futures::future::join_all(writes)
        .await
        .into_iter()
        .flat_map(|written| match written {
            Written::Accepted(ids) => ids.into_iter().flatten(),
            other => panic!("{other:?}"),
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 150);
    assert_eq!(count(&store, "messages").await, 150);
}

#[tokio::test]
async fn one_bad_row_fails_alone() {
    let (store, _database) = migrated().await;
    let (committer, ..) = start(&store);
    committer.write(WriteSet::Accept(vec![acceptance(1, 5, &["a@x.example"])])).await.unwrap();
    let writes = (0..20).map(|n| {
        let committer = committer.clone();
        // Number 5 uses a content id that exists already.
        async move { committer.write(WriteSet::Accept(vec![acceptance(1, n, &["a@x.example"])])).await }
    });
    let results = futures::future::join_all(writes).await;
    for (n, result) in results.into_iter().enumerate() {
        match (n, result) {
            (5, Err(StoreError::Unique { .. })) => {}
            (5, other) => panic!("{other:?}"),
            (_, result) => drop(result.unwrap()),
        }
    }
    assert_eq!(count(&store, "messages").await, 20);
}

#[tokio::test]
async fn after_stop_waiting_writes_are_answered_and_new_ones_refused() {
    let (store, _database) = migrated().await;
    let (committer, tasks, stop) = start(&store);
    committer.write(WriteSet::Accept(vec![acceptance(1, 1, &["a@x.example"])])).await.unwrap();
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    let refused = committer.write(WriteSet::Accept(vec![acceptance(1, 2, &["a@x.example"])])).await;
    assert!(matches!(refused, Err(StoreError::Stopped)), "{refused:?}");
    assert_eq!(count(&store, "messages").await, 1);
}

#[tokio::test]
async fn large_content_goes_in_chunks_and_comes_back_whole() {
    let (store, _database) = migrated().await;
    let (committer, ..) = start(&store);
    let content: Vec<u8> = postal::random::Random::seeded(1).bytes::<600_000>().to_vec();
    let packed = contents::pack(&content);
    assert!(packed.data.len() > 2 * CHUNK_BYTES);
    let id = postal::model::ContentId(77);
    contents::write_chunks(&store, ServerId(1), id, &packed.data, NOW).await.unwrap();
    let mut accepted = acceptance(1, 77, &["a@x.example"]);
    accepted.content = StoredContent::Chunked {
        encoding: packed.encoding,
        size_bytes: packed.size_bytes,
        stored_bytes: packed.data.len(),
    };
    committer.write(WriteSet::Accept(vec![accepted])).await.unwrap();
    let mut conn = store.write().await.unwrap();
    assert_eq!(&*contents::find(&mut conn, ServerId(1), id).await.unwrap().unwrap(), content.as_slice());
    assert!(contents::find(&mut conn, ServerId(1), postal::model::ContentId(78)).await.unwrap().is_none());
    // Chunks of a process that died before it stored the message are swept a day later, others stay.
    drop(conn);
    contents::write_chunks(&store, ServerId(1), postal::model::ContentId(99), &content, NOW).await.unwrap();
    let tomorrow = NOW + std::time::Duration::from_secs(25 * 3600);
    for (now, swept) in [(NOW, 0), (tomorrow, 3), (tomorrow, 0)] {
        assert_eq!(contents::sweep_orphans(&batches(&store), NOW, now).await.unwrap(), swept);
    }
    let mut conn = store.read().await.unwrap();
    assert!(contents::find(&mut conn, ServerId(1), id).await.unwrap().is_some());
}

#[tokio::test]
async fn what_a_buried_process_was_to_own_is_free() {
    let (store, _database) = migrated().await;
    let (committer, ..) = start(&store);
    let mut accepted = acceptance(1, 10, &["a@x.example"]);
    accepted.messages[0].owner = ProcessId(99);
    let written = committer.write(WriteSet::Accept(vec![accepted])).await.unwrap();
    assert!(matches!(written, Written::AcceptedFree(_)), "{written:?}");
    let mut conn = store.read().await.unwrap();
    let row = conn.fetch_one("SELECT owner FROM queued_messages", &[]).await.unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 0);
}
