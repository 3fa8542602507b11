use postal::model::{ContentId, DeliveryId, Message, MessageId, MessageScope, MessageStatus, ServerId, Timestamp};
use postal::store::message_filter::MessageFilter;
use postal::store::messages::{self, MAX_ROWS_READ};
use postal::store::{Conn, Store, Value, contents, deliveries, dispatch};

use crate::support::database::migrated;

const SERVER: ServerId = ServerId(7);

struct Row<'a> {
    id: i64,
    at: i64,
    rcpt_to: &'a str,
    scope: MessageScope,
    status: MessageStatus,
    subject: &'a str,
    tag: Option<&'a str>,
}

impl Default for Row<'_> {
    fn default() -> Self {
        Row {
            id: 1,
            at: 1,
            rcpt_to: "a@x.example",
            scope: MessageScope::Outgoing,
            status: MessageStatus::Sent,
            subject: "Hello",
            tag: None,
        }
    }
}

async fn insert(conn: &mut Conn, row: Row<'_>) {
    conn.execute(
        "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, mail_from, subject, message_id, tag,
             status, version, is_held, is_bounce, received_with_tls, size_bytes, content_id, is_prepared, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'Sender@own.example', ?, 'Id@own.example', ?, ?, 0, ?, FALSE, TRUE, 10, 3, FALSE, ?)",
        &[
            SERVER.into(),
            row.id.into(),
            format!("token{}", row.id).into(),
            row.scope.as_str().into(),
            row.rcpt_to.into(),
            row.rcpt_to.to_lowercase().into(),
            row.subject.into(),
            row.tag.into(),
            row.status.as_str().into(),
            (row.status == MessageStatus::Held).into(),
            Timestamp(row.at).into(),
        ],
    )
    .await
    .unwrap();
}

async fn ids(conn: &mut Conn, filter: &MessageFilter) -> Vec<i64> {
    let found = messages::list(conn, SERVER, filter, None, 100).await.unwrap();
    found.items.iter().map(|message| message.id.0).collect()
}

async fn writer(store: &Store) -> Conn {
    store.write().await.unwrap()
}

#[tokio::test]
async fn a_message_is_found_by_id_and_by_token_within_its_mail_server() {
    let (store, _database) = migrated().await;
    insert(&mut writer(&store).await, Row { id: 5, at: 9, tag: Some("t"), ..Row::default() }).await;
    let mut conn = store.read().await.unwrap();
    let found: Message = messages::find(&mut conn, SERVER, MessageId(5)).await.unwrap().unwrap();
    assert_eq!((found.token.as_str(), found.tag.as_deref(), found.created_at), ("token5", Some("t"), Timestamp(9)));
    assert_eq!(found.received_with_tls, Some(true));
    assert_eq!(messages::find_by_token(&mut conn, SERVER, "token5").await.unwrap(), Some(found.clone()));
    assert_eq!(messages::find(&mut conn, ServerId(8), MessageId(5)).await.unwrap(), None);
    let many = messages::find_many(&mut conn, SERVER, &[MessageId(4), MessageId(5), MessageId(6)]).await.unwrap();
    assert_eq!(many, [found]);
}

#[tokio::test]
async fn a_list_runs_from_new_to_old_and_stays_stable_while_mail_comes_in() {
    let (store, _database) = migrated().await;
    for (id, at) in [(1, 10), (2, 20), (3, 20), (4, 5)] {
        insert(&mut writer(&store).await, Row { id, at, ..Row::default() }).await;
    }
    let filter = MessageFilter::default();
    let mut conn = store.read().await.unwrap();
    let first = messages::list(&mut conn, SERVER, &filter, None, 2).await.unwrap();
    assert_eq!(first.items.iter().map(|message| message.id.0).collect::<Vec<_>>(), [3, 2]);
    drop(conn);
    insert(&mut writer(&store).await, Row { id: 5, at: 30, ..Row::default() }).await;
    let mut conn = store.read().await.unwrap();
    let second = messages::list(&mut conn, SERVER, &filter, first.next, 2).await.unwrap();
    assert_eq!(second.items.iter().map(|message| message.id.0).collect::<Vec<_>>(), [1, 4]);
    assert_eq!((second.next, second.searched_until), (None, None));
}

#[tokio::test]
async fn every_condition_narrows_the_list() {
    let (store, _database) = migrated().await;
    let rows = [
        Row { id: 1, at: 1, rcpt_to: "Ann@X.example", status: MessageStatus::Held, ..Row::default() },
        Row {
            id: 2,
            at: 2,
            rcpt_to: "b@sub.x.example",
            scope: MessageScope::Incoming,
            subject: "50% off_er",
            ..Row::default()
        },
        Row { id: 3, at: 3, tag: Some("News"), status: MessageStatus::SoftFail, ..Row::default() },
    ];
    for row in rows {
        insert(&mut writer(&store).await, row).await;
    }
    let mut conn = store.read().await.unwrap();
    let all = MessageFilter::default;
    let cases = [
        (MessageFilter { scope: Some(MessageScope::Incoming), ..all() }, vec![2]),
        (MessageFilter { statuses: vec![MessageStatus::SoftFail], ..all() }, vec![3]),
        (MessageFilter { statuses: vec![MessageStatus::SoftFail, MessageStatus::Held], ..all() }, vec![3, 1]),
        (MessageFilter { is_held: Some(true), ..all() }, vec![1]),
        (MessageFilter { is_held: Some(false), ..all() }, vec![3, 2]),
        (MessageFilter { to_key: Some("ann@x.example".to_owned()), ..all() }, vec![1]),
        (MessageFilter { to_domain_key: Some("x.example".to_owned()), ..all() }, vec![3, 1]),
        (
            MessageFilter { to_key: Some("ann@x.example".to_owned()), statuses: vec![MessageStatus::Sent], ..all() },
            vec![],
        ),
        (MessageFilter { from: Some("SENDER@own.example".to_owned()), ..all() }, vec![3, 2, 1]),
        (MessageFilter { tag: Some("nEWS".to_owned()), ..all() }, vec![3]),
        (MessageFilter { token: Some("token2".to_owned()), ..all() }, vec![2]),
        (MessageFilter { token: Some("token2".to_owned()), to_key: Some("b@x.example".to_owned()), ..all() }, vec![]),
        (MessageFilter { message_id: Some("id@OWN.example".to_owned()), ..all() }, vec![3, 2, 1]),
        (MessageFilter { subject: Some("50% OFF_".to_owned()), ..all() }, vec![2]),
        (MessageFilter { subject: Some("5__".to_owned()), ..all() }, vec![]),
        (MessageFilter { after: Some(Timestamp(1)), before: Some(Timestamp(3)), ..all() }, vec![2]),
    ];
    for (filter, expected) in cases {
        assert_eq!(ids(&mut conn, &filter).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_condition_without_index_reads_50000_rows_and_says_how_far_it_came() {
    let (store, _database) = migrated().await;
    let total = MAX_ROWS_READ + 2;
    let mut tx = store.begin().await.unwrap();
    // Doubling fills the table in seventeen statements.
    insert(&mut tx, Row { id: 1, at: 1, tag: Some("rare"), ..Row::default() }).await;
    let mut count = 1_i64;
    while count < total {
        let more = count.min(total - count);
        tx.execute(
            "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, status, version, is_held, is_bounce,
                 size_bytes, is_prepared, created_at)
             SELECT server_id, id + ?, 't', scope, rcpt_to, rcpt_to_key, status, version, is_held, is_bounce,
                 size_bytes, is_prepared, created_at + ?
               FROM messages WHERE server_id = ? AND id <= ?",
            &[count.into(), count.into(), SERVER.into(), Value::Int(Some(more))],
        )
        .await
        .unwrap();
        count += more;
    }
    tx.commit().await.unwrap();
    let filter = MessageFilter { tag: Some("rare".to_owned()), ..MessageFilter::default() };
    let mut conn = store.read().await.unwrap();
    let first = messages::list(&mut conn, SERVER, &filter, None, 30).await.unwrap();
    assert!(first.items.is_empty());
    assert_eq!(first.searched_until, Some(Timestamp(total - MAX_ROWS_READ + 1)));
    let second = messages::list(&mut conn, SERVER, &filter, first.next, 30).await.unwrap();
    assert_eq!(second.items.iter().map(|message| message.id.0).collect::<Vec<_>>(), [1]);
    assert_eq!((second.next, second.searched_until), (None, None));
}

#[tokio::test]
async fn delivery_records_come_oldest_first() {
    let (store, _database) = migrated().await;
    let mut conn = writer(&store).await;
    for (id, message, at) in [(1, 5, 20), (2, 5, 10), (3, 6, 1)] {
        conn.execute(
            "INSERT INTO deliveries (server_id, id, message_id, status, code, details, sent_with_tls, duration_us, created_at)
             VALUES (?, ?, ?, 'SoftFail', 451, 'later', TRUE, 1500000, ?)",
            &[SERVER.into(), DeliveryId(id).into(), MessageId(message).into(), Timestamp(at).into()],
        )
        .await
        .unwrap();
    }
    drop(conn);
    let mut conn = store.read().await.unwrap();
    let found = deliveries::list_for_message(&mut conn, SERVER, MessageId(5)).await.unwrap();
    assert_eq!(found.iter().map(|delivery| delivery.id.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((found[0].status, found[0].code, found[0].sent_with_tls), (MessageStatus::SoftFail, Some(451), true));
}

#[tokio::test]
async fn removed_content_is_none() {
    let (store, _database) = migrated().await;
    let mut conn = store.read().await.unwrap();
    assert_eq!(contents::find(&mut conn, SERVER, ContentId(3)).await.unwrap(), None);
}

#[tokio::test]
async fn a_hold_ends_once_and_not_before_its_time() {
    let (store, _database) = migrated().await;
    let mut conn = writer(&store).await;
    insert(&mut conn, Row { status: MessageStatus::Held, ..Row::default() }).await;
    conn.execute("UPDATE messages SET hold_expires_at = 100", &[]).await.unwrap();
    let mut end = async |before| {
        let (id, status) = (MessageId(1), MessageStatus::HoldCancelled);
        dispatch::end_hold(&mut conn, SERVER, id, status, before).await.unwrap()
    };
    assert!(!end(Some(Timestamp(100))).await);
    assert!(end(Some(Timestamp(101))).await);
    assert!(!end(None).await);
}
