//! Events as they happen.

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use poem::http::StatusCode;
use poem::{Endpoint as _, EndpointExt as _, Request};
use postal::app::App;
use postal::clock::Clock as _;
use postal::http::management;
use postal::model::{EventKind, NewEvent};
use postal::store::events;
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// An open stream, read block by block.
struct Stream {
    pieces: BoxStream<'static, Vec<u8>>,
    waiting: String,
}

impl Stream {
    /// `query`: with its question mark.
    async fn open(app: &App, token: &str, query: &str, last_event_id: Option<&str>) -> Result<Self, StatusCode> {
        let mut request = Request::builder()
            .uri_str(format!("/organizations/acme/servers/mail/events/stream{query}"))
            .header("authorization", format!("Bearer {token}"));
        if let Some(id) = last_event_id {
            request = request.header("Last-Event-ID", id);
        }
        let response = management::endpoint().data(app.clone()).get_response(request.finish()).await;
        if response.status() != StatusCode::OK {
            return Err(response.status());
        }
        assert_eq!(response.content_type(), Some("text/event-stream"));
        assert_eq!(response.headers()["cache-control"], "no-store");
        let pieces = response.into_body().into_bytes_stream().map(|piece| piece.unwrap().to_vec());
        let mut stream = Self { pieces: pieces.boxed(), waiting: String::new() };
        let first = stream.block().await.unwrap();
        assert!(first.starts_with("retry: 2000\n: heartbeat\nid: "), "{first}");
        Ok(stream)
    }

    /// Up to the next empty line; `None`: the stream has ended.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.waiting.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.waiting = rest;
                return Some(block);
            }
            let piece = tokio::time::timeout(Duration::from_secs(20), self.pieces.next()).await.expect("silence")?;
            self.waiting.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The next event: its id, and what it says.
    async fn event(&mut self) -> (i64, Value) {
        loop {
            let block = self.block().await.expect("the end");
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = field("data: ") {
                return (field("id: ").unwrap().parse().unwrap(), serde_json::from_str(data).unwrap());
            }
        }
    }

    /// Nothing more but the end.
    async fn ends(&mut self) {
        while let Some(block) = self.block().await {
            assert!(!block.contains("data:"), "{block}");
        }
    }
}

async fn happen(app: &TestApp, kind: EventKind, count: usize) {
    let new = NewEvent {
        server_id: app.server.id,
        kind,
        message_id: None,
        delivery_id: None,
        data: Some(json!({"volume": 1})),
        at: app.clock.now(),
    };
    let mut tx = app.store.begin().await.unwrap();
    events::record(&mut tx, &vec![new; count]).await.unwrap();
    tx.commit().await.unwrap();
}

const EXCEEDED: EventKind = EventKind::SendLimitExceeded;

#[tokio::test]
async fn events_arrive_in_order_and_are_gone_on_from_the_last_id() {
    let app = TestApp::start().await;
    let token = app.token().await;
    happen(&app, EXCEEDED, 1).await;
    let mut stream = Stream::open(&app, &token, "", None).await.unwrap();
    happen(&app, EXCEEDED, 1).await;
    let (id, event) = stream.event().await;
    assert_eq!((id, &event["id"], &event["type"]), (2, &json!(2), &json!("send_limit.exceeded")));
    assert_eq!(event["data"], json!({"volume": 1}));
    drop(stream);
    // More than one batch while nobody listens.
    happen(&app, EXCEEDED, 600).await;
    let mut stream = Stream::open(&app, &token, "", Some("2")).await.unwrap();
    for expected in 3..=602 {
        assert_eq!(stream.event().await.0, expected);
    }
    happen(&app, EXCEEDED, 1).await;
    assert_eq!(stream.event().await.0, 603);
    // For clients that cannot set a header, such as a browser that begins anew.
    let mut stream = Stream::open(&app, &token, "?last_event_id=602", None).await.unwrap();
    assert_eq!(stream.event().await.0, 603);
}

#[tokio::test]
async fn a_stream_with_conditions_says_how_far_it_looked() {
    let app = TestApp::start().await;
    let token = app.token().await;
    let mut stream = Stream::open(&app, &token, "?type=suppression.added", None).await.unwrap();
    happen(&app, EXCEEDED, 3).await;
    happen(&app, EventKind::SuppressionAdded, 1).await;
    assert_eq!(stream.event().await.0, 4);
    // After deletions there are gaps, and an id that nobody has had yet is "now".
    app.store.write().await.unwrap().execute("DELETE FROM events WHERE id < 4", &[]).await.unwrap();
    let mut stream = Stream::open(&app, &token, "", Some("1")).await.unwrap();
    assert_eq!(stream.event().await.0, 4);
    let mut stream = Stream::open(&app, &token, "", Some("999")).await.unwrap();
    happen(&app, EXCEEDED, 1).await;
    assert_eq!(stream.event().await.0, 5);
    assert_eq!(Stream::open(&app, &token, "", Some("x")).await.err(), Some(StatusCode::UNPROCESSABLE_ENTITY));
}

#[tokio::test]
async fn a_stream_is_never_silent_for_more_than_fifteen_seconds() {
    let app = TestApp::start().await;
    let token = app.token().await;
    happen(&app, EXCEEDED, 2).await;
    let mut stream = Stream::open(&app, &token, "", None).await.unwrap();
    // No event, but the id counts. `block` itself gives up after 20 seconds.
    assert_eq!(stream.block().await.as_deref(), Some(": heartbeat\nid: 2"));
}

#[tokio::test]
async fn a_stream_ends_with_the_token_the_rights_and_the_process() {
    let app = TestApp::start().await;
    let token = app.token().await;
    let form = postal::accounts::TokenForm { name: "brief".to_owned(), scopes: None, expires_at: None };
    let brief = app.accounts.create_token(app.user.id, &form).await.unwrap();
    let mut stream = Stream::open(&app, &brief.secret, "", None).await.unwrap();
    let mut lasting = Stream::open(&app, &token, "", None).await.unwrap();
    assert!(app.accounts.delete_token(app.user.id, &brief.token.uuid).await.unwrap());
    stream.ends().await;
    happen(&app, EXCEEDED, 1).await;
    assert_eq!(lasting.event().await.0, 1);
    app.stop.cancel();
    lasting.ends().await;
}

#[tokio::test]
async fn what_another_process_writes_arrives_too() {
    let app = TestApp::start().await;
    if app.store.engine() == postal::store::Engine::Sqlite {
        // One process per file.
        return;
    }
    let token = app.token().await;
    let other = app.another("127.0.0.1:1".parse().unwrap()).await;
    let mut stream = Stream::open(&other, &token, "", None).await.unwrap();
    happen(&app, EXCEEDED, 2).await;
    assert_eq!((stream.event().await.0, stream.event().await.0), (1, 2));
    drop(stream);
    other.close().await.unwrap();
}
