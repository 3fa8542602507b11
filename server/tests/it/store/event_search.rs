use postal::model::{EventKind, MessageId, NewEvent, ServerId, Timestamp};
use postal::store::event_search::{self, EventFilter};
use postal::store::message_filter::{MessageFilter, message_id_hash};
use postal::store::messages::MAX_ROWS_READ;
use postal::store::{Conn, Value, events};

use crate::support::database::migrated;

const SERVER: ServerId = ServerId(7);
const OTHER: ServerId = ServerId(8);

async fn insert_message(conn: &mut Conn, id: i64, to: &str, subject: &str, status: &str) {
    conn.execute(
        "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, mail_from, subject, message_id,
             message_id_hash, status, version, is_held, is_bounce, size_bytes, is_prepared, created_at)
         VALUES (?, ?, ?, 'outgoing', ?, ?, 'me@own.example', ?, ?, ?, ?, 0, FALSE, FALSE, 10, FALSE, ?)",
        &[
            SERVER.into(),
            id.into(),
            format!("token{id}").into(),
            to.into(),
            to.to_lowercase().into(),
            subject.into(),
            format!("m{id}@own.example").into(),
            message_id_hash(&format!("m{id}@own.example")).into(),
            status.into(),
            Timestamp(id).into(),
        ],
    )
    .await
    .unwrap();
}

fn event(server: ServerId, kind: EventKind, message: Option<i64>, at: i64) -> NewEvent {
    NewEvent {
        server_id: server,
        kind,
        message_id: message.map(MessageId),
        delivery_id: None,
        data: None,
        at: Timestamp(at),
    }
}

/// Ids of all pages of two events.
async fn search(conn: &mut Conn, filter: &EventFilter) -> Vec<i64> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = event_search::list(conn, SERVER, filter, after, 2).await.unwrap();
        found.extend(page.items.iter().map(|event| event.id));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn events_are_found_newest_first_by_each_condition() {
    let (store, _database) = migrated().await;
    let mut tx = store.begin().await.unwrap();
    insert_message(&mut tx, 1, "Ann@x.example", "Invoice 1", "Sent").await;
    insert_message(&mut tx, 2, "bob@x.example", "Invoice 2", "HardFail").await;
    tx.execute(
        "INSERT INTO message_labels (server_id, name, value_key, message_id) VALUES (?, 'tag', 'news', 2), (?, 'meta:a', 'b', 1)",
        &[SERVER.into(), SERVER.into()],
    )
    .await
    .unwrap();
    events::record(
        &mut tx,
        &[
            event(SERVER, EventKind::MessageQueued, Some(1), 10),
            event(SERVER, EventKind::MessageQueued, Some(2), 20),
            event(SERVER, EventKind::MessageSent, Some(1), 40),
            // It was written later, and is older: an open that waited.
            event(SERVER, EventKind::MessageFailed, Some(2), 30),
            event(SERVER, EventKind::SendLimitExceeded, None, 50),
            event(OTHER, EventKind::MessageSent, Some(1), 60),
        ],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut conn = store.read().await.unwrap();
    let all = EventFilter::default;
    let about = |about: MessageFilter| EventFilter { about, ..EventFilter::default() };
    let message = MessageFilter::default;
    let queued = EventKind::MessageQueued;
    for (filter, ids) in [
        (all(), vec![5, 3, 4, 2, 1]),
        (EventFilter { kinds: vec![queued], ..all() }, vec![2, 1]),
        (EventFilter { kinds: vec![EventKind::MessageSent, queued], ..all() }, vec![3, 2, 1]),
        (EventFilter { before: Some(Timestamp(40)), after: Some(Timestamp(10)), ..all() }, vec![4, 2]),
        (EventFilter { message: Some(MessageId(2)), ..all() }, vec![4, 2]),
        (EventFilter { message: Some(MessageId(2)), kinds: vec![queued], ..all() }, vec![2]),
        (EventFilter { message: Some(MessageId(9)), ..all() }, vec![]),
        (about(MessageFilter { to_key: Some("ann@x.example".to_owned()), ..message() }), vec![3, 1]),
        (about(MessageFilter { from: Some("ME@own.example".to_owned()), ..message() }), vec![3, 4, 2, 1]),
        (about(MessageFilter { tag: Some("News".to_owned()), ..message() }), vec![4, 2]),
        (about(MessageFilter { metadata: vec![("a".to_owned(), "B".to_owned())], ..message() }), vec![3, 1]),
        (about(MessageFilter { message_id: Some("M2@own.example".to_owned()), ..message() }), vec![4, 2]),
        (about(MessageFilter { subject: Some("invoice 1".to_owned()), ..message() }), vec![3, 1]),
        (about(MessageFilter { statuses: vec![postal::model::MessageStatus::HardFail], ..message() }), vec![4, 2]),
        (
            EventFilter {
                kinds: vec![queued, EventKind::MessageSent],
                ..about(MessageFilter { subject: Some("invoice".to_owned()), ..message() })
            },
            vec![3, 2, 1],
        ),
    ] {
        assert_eq!(search(&mut conn, &filter).await, ids, "{filter:?}");
    }
}

#[tokio::test]
async fn what_happens_between_two_pages_moves_nothing() {
    let (store, _database) = migrated().await;
    let record = async |at: i64| {
        let mut tx = store.begin().await.unwrap();
        events::record(&mut tx, &[event(SERVER, EventKind::SendLimitExceeded, None, at)]).await.unwrap();
        tx.commit().await.unwrap();
    };
    for at in 1..=4 {
        record(at).await;
    }
    let (filter, mut conn) = (EventFilter::default(), store.read().await.unwrap());
    let first = event_search::list(&mut conn, SERVER, &filter, None, 2).await.unwrap();
    assert_eq!(first.items.iter().map(|event| event.id).collect::<Vec<_>>(), [4, 3]);
    record(5).await;
    let second = event_search::list(&mut conn, SERVER, &filter, first.next, 2).await.unwrap();
    assert_eq!(second.items.iter().map(|event| event.id).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(second.next, None);
}

#[tokio::test]
async fn a_condition_without_index_looks_at_50000_events_and_says_how_far_it_came() {
    let (store, _database) = migrated().await;
    let total = MAX_ROWS_READ + 2;
    let mut tx = store.begin().await.unwrap();
    insert_message(&mut tx, 1, "a@x.example", "rare", "Sent").await;
    insert_message(&mut tx, 2, "a@x.example", "common", "Sent").await;
    events::record(&mut tx, &[event(SERVER, EventKind::MessageSent, Some(1), 1)]).await.unwrap();
    let mut count = 1_i64;
    while count < total {
        let more = count.min(total - count);
        tx.execute(
            "INSERT INTO events (server_id, id, kind, message_id, created_at)
             SELECT server_id, id + ?, kind, 2, created_at + ? FROM events WHERE server_id = ? AND id <= ?",
            &[count.into(), count.into(), SERVER.into(), Value::Int(Some(more))],
        )
        .await
        .unwrap();
        count += more;
    }
    tx.commit().await.unwrap();
    let about = MessageFilter { subject: Some("rare".to_owned()), ..MessageFilter::default() };
    let filter = EventFilter { about, ..EventFilter::default() };
    let mut conn = store.read().await.unwrap();
    let first = event_search::list(&mut conn, SERVER, &filter, None, 30).await.unwrap();
    assert!(first.items.is_empty());
    assert_eq!(first.searched_until, Some(Timestamp(total - MAX_ROWS_READ + 1)));
    let second = event_search::list(&mut conn, SERVER, &filter, first.next, 30).await.unwrap();
    assert_eq!(second.items.iter().map(|event| event.id).collect::<Vec<_>>(), [1]);
    assert_eq!((second.next, second.searched_until), (None, None));
}

#[tokio::test]
async fn reading_on_says_how_far_it_came_even_when_nothing_is_wanted() {
    let (store, _database) = migrated().await;
    let mut tx = store.begin().await.unwrap();
    insert_message(&mut tx, 1, "a@x.example", "s", "Sent").await;
    let new = [
        event(SERVER, EventKind::MessageQueued, Some(1), 3),
        event(SERVER, EventKind::SendLimitExceeded, None, 2),
        event(SERVER, EventKind::MessageSent, Some(1), 1),
        event(OTHER, EventKind::MessageSent, Some(1), 1),
    ];
    events::record(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = store.read().await.unwrap();
    let all = EventFilter::default();
    let mut read = async |filter: &EventFilter, after, rows| {
        let found = event_search::follow(&mut conn, SERVER, filter, after, rows).await.unwrap();
        found.map(|(events, until)| (events.iter().map(|event| event.id).collect::<Vec<_>>(), until))
    };
    assert_eq!(read(&all, 0, 2).await, Some((vec![1, 2], 2)));
    assert_eq!(read(&all, 2, 2).await, Some((vec![3], 3)));
    assert_eq!(read(&all, 3, 2).await, None);
    let opened = EventFilter { kinds: vec![EventKind::MessageOpened], ..EventFilter::default() };
    assert_eq!(read(&opened, 0, 9).await, Some((vec![], 3)));
    let about = MessageFilter { to_key: Some("a@x.example".to_owned()), ..MessageFilter::default() };
    let about = EventFilter { about, ..EventFilter::default() };
    assert_eq!(read(&about, 0, 9).await, Some((vec![1, 3], 3)));
    assert_eq!(event_search::last_ids(&mut conn, &[SERVER, OTHER, ServerId(9)]).await.unwrap().len(), 2);
}
