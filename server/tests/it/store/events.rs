use postal::model::{EventKind, MessageId, NewEvent, NewMail, ServerId, Timestamp};
use postal::store::{events, mails};

use crate::support::database::migrated;

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);

fn event(server: i64, kind: EventKind) -> NewEvent {
    NewEvent {
        server_id: ServerId(server),
        kind,
        message_id: Some(MessageId(7)),
        delivery_id: None,
        data: Some(serde_json::json!({ "bounce_id": 3 })),
        at: NOW,
    }
}

#[tokio::test]
async fn events_are_counted_per_mail_server() {
    let (store, _database) = migrated().await;
    let mut tx = store.begin().await.unwrap();
    let first = [event(2, EventKind::MessageQueued), event(1, EventKind::MessageQueued)];
    events::record(&mut tx, &first).await.unwrap();
    events::record(&mut tx, &[event(2, EventKind::MessageSent)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = store.read().await.unwrap();
    let rows =
        conn.fetch_all("SELECT server_id, id, kind, data FROM events ORDER BY server_id, id", &[]).await.unwrap();
    let rows: Vec<(i64, i64, String, String)> = rows
        .iter()
        .map(|row| (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap()))
        .collect();
    let data = r#"{"bounce_id":3}"#.to_owned();
    assert_eq!(
        rows,
        [
            (1, 1, "message.queued".to_owned(), data.clone()),
            (2, 1, "message.queued".to_owned(), data.clone()),
            (2, 2, "message.sent".to_owned(), data),
        ]
    );
}

#[tokio::test]
async fn a_mail_waits_free_and_due() {
    let (store, _database) = migrated().await;
    let mail = NewMail { recipient: "a@x.example".into(), subject: "Hello".into(), body: "Text\n".into() };
    mails::insert(&mut store.write().await.unwrap(), &mail, NOW).await.unwrap();
    let mut conn = store.read().await.unwrap();
    let row = conn.fetch_one("SELECT recipient, due_at, owner, attempts FROM mails", &[]).await.unwrap();
    assert_eq!(row.get::<String>(0).unwrap(), "a@x.example");
    assert_eq!((row.get::<Timestamp>(1).unwrap(), row.get::<i64>(2).unwrap()), (NOW, 0));
}
