use std::sync::Arc;
use std::time::Duration;

use postal::metrics::Metrics;
use postal::model::{
    ActivityKind, Check, CheckStatus, Hit, MessageId, ServerId, Timestamp, TrackDomain, TrackDomainId, Visitor,
};
use postal::store::tracking::{Link, NewLink, Tracked};
use postal::store::{Committer, Store, StoreError, WriteSet, messages, track_domains, tracking};
use postal_mail::splice::{Splice, Splices};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::support::app::{START, TestApp, create_domain, create_server};

fn track(test: &TestApp, name: &str) -> TrackDomain {
    TrackDomain {
        id: TrackDomainId(0),
        uuid: test.random.uuid(),
        server_id: test.server.id,
        domain_id: test.domain.id,
        domain_uuid: test.domain.uuid.clone(),
        domain_name: test.domain.name.clone(),
        name: name.to_owned(),
        host: format!("{name}.{}", test.domain.name),
        ssl_enabled: true,
        track_clicks: true,
        track_loads: false,
        excluded_click_domains: vec!["a.example".to_owned(), "b.example:8080".to_owned()],
        dns: Check::default(),
        dns_checked_at: None,
        created_at: START,
        updated_at: START,
    }
}

#[tokio::test]
async fn track_domains_are_written_read_changed_and_deleted() {
    let test = TestApp::start().await;
    let mut conn = test.store.write().await.unwrap();
    let mut new = track(&test, "click");
    new.id = track_domains::insert(&mut conn, &new).await.unwrap();
    let found = track_domains::find_by_uuid(&mut conn, test.server.id, &new.uuid).await.unwrap().unwrap();
    assert_eq!(found, new);
    assert!(track_domains::find_by_uuid(&mut conn, ServerId(99), &new.uuid).await.unwrap().is_none());
    assert!(track_domains::is_host(&mut conn, "click.acme.example").await.unwrap());
    assert!(!track_domains::is_host(&mut conn, "acme.example").await.unwrap());

    new.excluded_click_domains.clear();
    new.track_loads = true;
    assert!(track_domains::update(&mut conn, &new).await.unwrap());
    assert!(track_domains::toggle_ssl(&mut conn, new.id, START).await.unwrap());
    new.ssl_enabled = false;
    let check =
        Check { status: Some(CheckStatus::Missing), error: Some("There is no record".to_owned()), ..Check::default() };
    assert!(track_domains::update_check(&mut conn, new.id, &check, START).await.unwrap());
    (new.dns, new.dns_checked_at) = (check.clone(), Some(START));
    let list = track_domains::list(&mut conn, test.server.id, None, 10).await.unwrap();
    assert_eq!(list, [new.clone()]);
    let after = Some((new.host.as_str(), new.id.0));
    assert!(track_domains::list(&mut conn, test.server.id, after, 10).await.unwrap().is_empty());

    track_domains::delete(&mut conn, new.id).await.unwrap();
    assert!(!track_domains::update(&mut conn, &new).await.unwrap());
    assert!(!track_domains::toggle_ssl(&mut conn, new.id, START).await.unwrap());
    assert!(!track_domains::update_check(&mut conn, new.id, &check, START).await.unwrap());
}

#[tokio::test]
async fn a_name_is_taken_once_per_domain_and_a_domain_once_per_server() {
    let test = TestApp::start().await;
    let other_server = create_server(&test, &test.organization, "other").await;
    let mut conn = test.store.write().await.unwrap();
    track_domains::insert(&mut conn, &track(&test, "click")).await.unwrap();
    let error = track_domains::insert(&mut conn, &track(&test, "second")).await.unwrap_err();
    assert_eq!(track_domains::taken(&error), Some(track_domains::Taken::Domain));
    let same_name = TrackDomain { server_id: other_server.id, ..track(&test, "click") };
    let error = track_domains::insert(&mut conn, &same_name).await.unwrap_err();
    assert_eq!(track_domains::taken(&error), Some(track_domains::Taken::Name));
    track_domains::delete_of_domain(&mut conn, test.domain.id).await.unwrap();
    track_domains::insert(&mut conn, &same_name).await.unwrap();
}

#[tokio::test]
async fn checks_are_due_after_a_time_the_oldest_first() {
    let test = TestApp::start().await;
    let second = create_domain(&test, &test.server, "second.example").await;
    let mut conn = test.store.write().await.unwrap();
    let first = track_domains::insert(&mut conn, &track(&test, "click")).await.unwrap();
    let never = TrackDomain { domain_id: second.id, host: "c.second.example".into(), ..track(&test, "click") };
    let never = track_domains::insert(&mut conn, &never).await.unwrap();
    track_domains::update_check(&mut conn, first, &Check::default(), START).await.unwrap();
    let due = async |conn: &mut postal::store::Conn, before: Timestamp| -> Vec<TrackDomainId> {
        let found = track_domains::list_unchecked_since(conn, before, 10).await.unwrap();
        found.into_iter().map(|track| track.id).collect()
    };
    assert_eq!(due(&mut conn, START).await, [never]);
    assert_eq!(due(&mut conn, START + Duration::from_secs(1)).await, [never, first]);
}

/// A message of the server, and what is tracked in it.
async fn message(test: &TestApp) -> (MessageId, Tracked) {
    let mut conn = test.store.write().await.unwrap();
    conn.execute(
        "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, status, version, is_held, is_bounce,
                               size_bytes, is_prepared, created_at)
         VALUES (?, 7, 'MessageToken', 'outgoing', 'a@x.example', 'a@x.example', 'Pending', 1, FALSE, FALSE, 1, FALSE, ?)",
        &[test.server.id.into(), START.into()],
    )
    .await
    .unwrap();
    let links = (0..70).map(|n| NewLink { token: format!("Link{n}"), url: format!("https://a.example/{n}") }).collect();
    let tracked = Tracked {
        server_id: test.server.id,
        message_id: MessageId(7),
        splices: vec![0, 1],
        links,
        tracked_links: 71,
        tracked_images: 1,
        at: START,
    };
    (MessageId(7), tracked)
}

async fn write(test: &TestApp, tracked: &Tracked) -> Result<(), StoreError> {
    write_all(test, vec![WriteSet::Tracked(Box::new(tracked.clone()))]).await
}

/// In one batch: all of them wait before the first is written.
async fn write_all(test: &TestApp, writes: Vec<WriteSet>) -> Result<(), StoreError> {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let committer = Committer::start(test.store.clone(), test.queue.process(), Metrics::new(), &tasks, stop.clone());
    let writes = writes.into_iter().map(|write| committer.write(write));
    let result = futures::future::try_join_all(writes).await.map(drop);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    result
}

async fn link(store: &Store, server: &str, token: &str) -> Option<tracking::Target<Link>> {
    tracking::find_link(&mut store.read().await.unwrap(), server, token).await.unwrap()
}

#[tokio::test]
async fn what_is_tracked_is_written_once_and_found_by_its_tokens() {
    let test = TestApp::start().await;
    let (id, tracked) = message(&test).await;
    write(&test, &tracked).await.unwrap();
    let again = Tracked { links: Vec::new(), ..tracked.clone() };
    assert!(matches!(write(&test, &again).await, Err(StoreError::RowCount { .. })));

    let mut conn = test.store.read().await.unwrap();
    assert_eq!(tracking::splices(&mut conn, test.server.id, id).await.unwrap(), Some(vec![0, 1]));
    let stored = messages::find(&mut conn, test.server.id, id).await.unwrap().unwrap();
    assert_eq!((stored.tracked_links, stored.tracked_images, stored.loaded_at), (71, 1, None));
    drop(conn);
    let server = test.server.token.as_str();
    let found = link(&test.store, server, "Link69").await.unwrap();
    assert_eq!(found.found, Some(Link { url: "https://a.example/69".to_owned(), message_id: id }));
    assert!(!found.is_deleted && found.server_id == test.server.id);
    assert_eq!(link(&test.store, server, "link69").await.unwrap().found, None);
    assert_eq!(link(&test.store, "nobody", "Link69").await, None);
    let mut conn = test.store.write().await.unwrap();
    let image = tracking::find_image(&mut conn, server, "MessageToken").await.unwrap().unwrap();
    assert_eq!(image.found, Some(id));
    assert_eq!(tracking::find_image(&mut conn, server, "messagetoken").await.unwrap().unwrap().found, None);
    assert!(tracking::find_image(&mut conn, "nobody", "MessageToken").await.unwrap().is_none());
    tracking::delete_of_message(&mut conn, test.server.id, id).await.unwrap();
    drop(conn);
    assert_eq!(link(&test.store, server, "Link69").await.unwrap().found, None);
}

fn hit(test: &TestApp, kind: ActivityKind, visitor: Visitor, seconds: u64) -> Hit {
    Hit {
        server_id: test.server.id,
        message_id: MessageId(7),
        kind,
        ip_address: "203.0.113.7".to_owned(),
        user_agent: Some("Browser".to_owned()),
        visitor,
        at: START + Duration::from_secs(seconds),
    }
}

#[tokio::test]
async fn hits_are_recorded_with_the_times_of_people_and_an_event_each() {
    let test = TestApp::start().await;
    let (id, tracked) = message(&test).await;
    write(&test, &tracked).await.unwrap();
    let click = || ActivityKind::Click { token: "Link3".to_owned(), url: "https://a.example/3".to_owned() };
    let gone = Hit { message_id: MessageId(8), ..hit(&test, ActivityKind::Load, Visitor::Person, 1) };
    let hits = [
        hit(&test, ActivityKind::Load, Visitor::Robot, 1),
        hit(&test, ActivityKind::Load, Visitor::Proxy, 2),
        hit(&test, ActivityKind::Load, Visitor::Person, 3),
        hit(&test, click(), Visitor::Person, 4),
        hit(&test, click(), Visitor::Person, 3),
        hit(&test, click(), Visitor::Robot, 9),
        gone,
    ];
    write_all(&test, hits.into_iter().map(|hit| WriteSet::Hit(Arc::new(hit))).collect()).await.unwrap();

    let mut conn = test.store.read().await.unwrap();
    let stored = messages::find(&mut conn, test.server.id, id).await.unwrap().unwrap();
    assert_eq!(stored.loaded_at, Some(START + Duration::from_secs(2)));
    assert_eq!(stored.clicked_at, Some(START + Duration::from_secs(4)));
    let all = tracking::activity(&mut conn, test.server.id, id, None, 10).await.unwrap();
    let seconds: Vec<u64> = all.iter().map(|entry| entry.created_at.since(START).as_secs()).collect();
    assert_eq!(seconds, [9, 4, 3, 3, 2, 1]);
    assert_eq!((&all[0].kind, all[0].is_machine), (&click(), true));
    assert_eq!((&all[3].kind, all[3].is_machine, all[4].is_machine), (&ActivityKind::Load, false, true));
    // Page by page.
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = tracking::activity(&mut conn, test.server.id, id, after, 1).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.position());
        pages.extend(page);
    }
    assert_eq!(pages, all);
    let rows = conn.fetch_all("SELECT kind, data FROM events ORDER BY id", &[]).await.unwrap();
    let events: Vec<(String, String)> = rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect();
    assert_eq!(events.len(), 6);
    let opened = r#"{"ip_address":"203.0.113.7","user_agent":"Browser","is_machine":true}"#;
    assert_eq!(events[0], ("message.opened".to_owned(), opened.to_owned()));
    let clicked = r#"{"url":"https://a.example/3","token":"Link3","ip_address":"203.0.113.7","user_agent":"Browser","is_machine":false}"#;
    assert!(events.contains(&("message.clicked".to_owned(), clicked.to_owned())), "{events:?}");
}

#[test]
fn splices_are_packed_and_read_back() {
    for size in [0, 10, 5000] {
        let splices = Splices::new(vec![Splice::new(3..5, "x".repeat(size))]);
        let packed = tracking::pack(&splices);
        assert!(packed.len() < 600, "{size}");
        assert_eq!(tracking::unpack(&packed).unwrap(), splices);
    }
    for damaged in [[].as_slice(), &[7, 1], &[1, 2, 3]] {
        assert!(tracking::unpack(damaged).is_err());
    }
}
