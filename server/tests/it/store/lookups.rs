//! Small questions to the database that others build on.

use std::time::Duration;

use postal::clock::Clock as _;
use postal::ingest::{Recipient, Submission};
use postal::model::{CredentialKind, Message, MessageId, MessageScope, ProcessId, Timestamp};
use postal::store::{
    Conn, Store, credentials, deliveries, dispatch, domains, endpoints, messages, servers, statistics, users,
};

use crate::support::app::{START, TestApp, create_domain, create_server};
use crate::support::database::{TestDatabase, batches};

const MINUTE: Duration = Duration::from_secs(60);

/// A message of the application's server, accepted at this moment.
async fn accepted(app: &TestApp, rcpt_to: &str) -> MessageId {
    let recipient = Recipient {
        server_id: app.server.id,
        scope: MessageScope::Outgoing,
        rcpt_to: rcpt_to.to_owned(),
        destination: "example.net".to_owned(),
        credential_id: None,
        domain_id: Some(app.domain.id),
        route_id: None,
        endpoint: None,
        dsn: None,
        tag: None,
        is_bounce: false,
        bounce_for_id: None,
    };
    let submission = Submission {
        content: b"From: a@acme.example\r\n\r\nx\r\n".to_vec(),
        mail_from: None,
        received_with_tls: None,
        is_smtputf8: false,
        arrival: None,
        extras: None,
        recipients: vec![recipient],
    };
    app.ingest.accept(submission).await.unwrap()[0].id
}

async fn sql(app: &TestApp, statement: &'static str) {
    app.store.write().await.unwrap().execute(statement, &[]).await.unwrap();
}

#[tokio::test]
async fn credentials_are_listed_by_kind_and_remember_their_last_use() {
    let app = TestApp::start().await;
    let (first, _) = app.credential(CredentialKind::Smtp).await;
    let (second, _) = app.credential(CredentialKind::Smtp).await;
    app.credential(CredentialKind::Api).await;
    let mut conn = app.store.write().await.unwrap();
    let listed = credentials::list_of_kind(&mut conn, app.server.id, CredentialKind::Smtp).await.unwrap();
    assert_eq!(listed.iter().map(|it| it.id).collect::<Vec<_>>(), [first.id, second.id]);

    for (at, expected) in [(START, START), (START + MINUTE, START + MINUTE), (START, START + MINUTE)] {
        credentials::record_use(&mut conn, first.id, at).await.unwrap();
        let stored = credentials::find(&mut conn, first.id).await.unwrap().unwrap();
        assert_eq!(stored.last_used_at, Some(expected));
    }
}

#[tokio::test]
async fn a_domain_counts_where_it_is_verified_and_the_servers_own_comes_first() {
    let app = TestApp::start().await;
    let (server, organization) = (app.server.id, app.organization.id);
    let other = create_server(&app, &app.organization, "other").await;
    let elsewhere = create_domain(&app, &other, "elsewhere.example").await;
    let mut conn = app.store.write().await.unwrap();
    let found = domains::find_verified(&mut conn, server, organization, "acme.example").await.unwrap();
    assert_eq!(found, Some(app.domain.id));
    assert_eq!(domains::find_verified(&mut conn, server, organization, "elsewhere.example").await.unwrap(), None);
    assert_eq!(
        domains::find_verified(&mut conn, other.id, organization, "elsewhere.example").await.unwrap(),
        Some(elsewhere.id)
    );

    assert_eq!(domains::find_verified_for_any(&mut conn, server).await.unwrap(), None);
    conn.execute("UPDATE domains SET use_for_any = ?", &[true.into()]).await.unwrap();
    assert_eq!(domains::find_verified_for_any(&mut conn, server).await.unwrap(), Some(app.domain.id));
    conn.execute("UPDATE domains SET verified_at = NULL", &[]).await.unwrap();
    assert_eq!(domains::find_verified_for_any(&mut conn, server).await.unwrap(), None);
    assert_eq!(domains::find_verified(&mut conn, server, organization, "acme.example").await.unwrap(), None);
}

#[tokio::test]
async fn held_messages_are_counted_up_to_a_limit() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        accepted(&app, "b@example.net").await;
    }
    let mut conn = app.store.write().await.unwrap();
    assert_eq!(messages::count_held(&mut conn, app.server.id, 100).await.unwrap(), 0);
    conn.execute("UPDATE messages SET status = 'Held'", &[]).await.unwrap();
    assert_eq!(messages::count_held(&mut conn, app.server.id, 100).await.unwrap(), 3);
    assert_eq!(messages::count_held(&mut conn, app.server.id, 2).await.unwrap(), 2);
}

#[tokio::test]
async fn earlier_hard_failures_to_the_same_recipient_are_counted_up_to_a_limit() {
    let app = TestApp::start().await;
    let first = accepted(&app, "B@example.net").await;
    app.clock.advance(MINUTE);
    let second = accepted(&app, "b@example.net").await;
    let mut conn = app.store.write().await.unwrap();
    let message = messages::find(&mut conn, app.server.id, second).await.unwrap().unwrap();
    let since = app.clock.now() - 2 * MINUTE;
    let count = async |conn: &mut Conn, message: &Message, since: Timestamp, limit: i64| {
        dispatch::count_earlier_hard_fails(conn, message, since, limit).await.unwrap()
    };
    assert_eq!(count(&mut conn, &message, since, 5).await, 0);
    conn.execute("UPDATE messages SET status = 'HardFail'", &[]).await.unwrap();
    assert_eq!(count(&mut conn, &message, since, 5).await, 1);
    assert_eq!(count(&mut conn, &message, app.clock.now(), 5).await, 0, "too long ago");
    let message = messages::find(&mut conn, app.server.id, first).await.unwrap().unwrap();
    assert_eq!(count(&mut conn, &message, since, 5).await, 0, "it is the first itself");
    drop(conn);
    let third = accepted(&app, "b@example.net").await;
    let mut conn = app.store.read().await.unwrap();
    let message = messages::find(&mut conn, app.server.id, third).await.unwrap().unwrap();
    assert_eq!((count(&mut conn, &message, since, 5).await, count(&mut conn, &message, since, 1).await), (2, 1));
}

#[tokio::test]
async fn delivery_codes_of_our_own_are_found_by_their_age() {
    let app = TestApp::start().await;
    let id = accepted(&app, "b@example.net").await;
    let mut conn = app.store.write().await.unwrap();
    conn.execute(
        "INSERT INTO deliveries (server_id, id, message_id, status, details, enhanced_code, sent_with_tls, created_at)
         VALUES (?, 1, ?, 'SoftFail', '', '4.1.2', FALSE, ?)",
        &[app.server.id.into(), id.into(), START.into()],
    )
    .await
    .unwrap();
    for (code, until, expected) in [("4.1.2", START, true), ("4.1.2", START - MINUTE, false), ("4.4.3", START, false)] {
        let found = deliveries::has_code_until(&mut conn, app.server.id, id, code, until).await.unwrap();
        assert_eq!(found, expected, "{code}");
    }
}

#[tokio::test]
async fn minutes_are_summed_over_other_processes_and_deleted_when_old() {
    let app = TestApp::start().await;
    let mut conn = app.store.write().await.unwrap();
    for (writer, minute, outgoing) in [(1_i64, START, 5_i64), (2, START, 7), (2, START - 10 * MINUTE, 11)] {
        conn.execute(
            "INSERT INTO minute_counters (server_id, minute, writer, incoming, outgoing) VALUES (?, ?, ?, 0, ?)",
            &[app.server.id.into(), minute.into(), writer.into(), outgoing.into()],
        )
        .await
        .unwrap();
    }
    let sum = async |conn: &mut postal::store::Conn, since| {
        statistics::sum_outgoing_of_others(conn, ProcessId(1), app.server.id, since).await.unwrap()
    };
    assert_eq!(sum(&mut conn, START - MINUTE).await, 7);
    assert_eq!(sum(&mut conn, START - 60 * MINUTE).await, 18);
    drop(conn);
    assert_eq!(statistics::delete_minutes(&batches(&app.store), START - MINUTE).await.unwrap(), 1);
    let mut conn = app.store.read().await.unwrap();
    assert_eq!(sum(&mut conn, START - 60 * MINUTE).await, 7);
}

#[tokio::test]
async fn the_first_administrator_is_the_oldest() {
    let app = TestApp::start().await;
    crate::support::app::create_user(&app, "second@acme.example", true).await;
    let first = users::find_first_admin(&mut app.store.read().await.unwrap()).await.unwrap().unwrap();
    assert_eq!(first.id, app.user.id);
    sql(&app, "UPDATE users SET is_admin = FALSE").await;
    assert!(users::find_first_admin(&mut app.store.read().await.unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_database_is_made_where_there_is_none_and_left_alone_where_there_is() {
    let database = TestDatabase::empty().await;
    let url = format!("{}_new", database.url).parse().unwrap();
    Store::create_database(&url).await.unwrap();
    Store::create_database(&url).await.unwrap();
    let store = Store::open(&url, postal::store::Access::Command, 1).await.unwrap();
    store.checkpoint().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_named_at_once() {
    for url in ["mysql://postal@127.0.0.1:1/postal", "postgres://postal@127.0.0.1:1/postal"] {
        let url = url.parse().unwrap();
        let opened = Store::open(&url, postal::store::Access::Command, 1);
        let error = tokio::time::timeout(Duration::from_secs(20), opened).await.unwrap().unwrap_err();
        assert!(format!("{error:?}").contains("refused"), "{error:?}");
    }
}

#[tokio::test]
async fn what_receives_mail_is_found_by_token_domain_and_endpoint() {
    let app = TestApp::start().await;
    let endpoint = app.http_endpoint(app.server.id, "https://hook.example/").await;
    let smtp = app.smtp_endpoint(app.server.id, "inside.example").await;
    let address = app.address_endpoint(app.server.id, "me@elsewhere.example").await;
    let mut conn = app.store.write().await.unwrap();
    for token in [app.server.token.clone(), app.server.token.to_uppercase()] {
        assert_eq!(servers::find_by_token(&mut conn, &token).await.unwrap().unwrap().id, app.server.id);
    }
    assert_eq!(servers::find_by_token(&mut conn, "nobody").await.unwrap(), None);
    for endpoint in [endpoint, smtp, address] {
        assert!(endpoints::exists(&mut conn, endpoint).await.unwrap());
    }
    conn.execute("DELETE FROM smtp_endpoints", &[]).await.unwrap();
    assert!(!endpoints::exists(&mut conn, smtp).await.unwrap());
    assert!(domains::is_verified_by_anybody(&mut conn, "acme.example").await.unwrap());
    assert!(!domains::is_verified_by_anybody(&mut conn, "other.example").await.unwrap());
    conn.execute("UPDATE domains SET verified_at = NULL", &[]).await.unwrap();
    assert!(!domains::is_verified_by_anybody(&mut conn, "acme.example").await.unwrap());
    conn.execute("UPDATE organizations SET deleted_at = 1", &[]).await.unwrap();
    assert_eq!(servers::find_by_token(&mut conn, &app.server.token).await.unwrap(), None);
}
