//! The tracking host: what it answers, and what becomes known by it.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::app::Roles;
use postal::model::MessageId;
use postal::store::messages;

use crate::support::app::TestApp;
use crate::support::management_api::{Answer, Api};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const URL: &str = "https://shop.example/a?b=1#c";

struct Host {
    test: TestApp,
    api: Api,
}

impl Host {
    /// A message with the token `MsgToken` and one link, `LinkToken`.
    async fn start() -> Self {
        let test = TestApp::with(Roles::ALL, |_| {}).await;
        let mut conn = test.store.write().await.unwrap();
        conn.execute(
            "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, status, version, is_held, is_bounce,
                                   size_bytes, is_prepared, created_at)
             VALUES (?, 1, 'MsgToken', 'outgoing', 'a@x.example', 'a@x.example', 'Sent', 1, FALSE, FALSE, 1, TRUE, 0)",
            &[test.server.id.into()],
        )
        .await
        .unwrap();
        conn.execute(
            "INSERT INTO links (server_id, token, message_id, url, created_at) VALUES (?, 'LinkToken', 1, ?, 0)",
            &[test.server.id.into(), URL.into()],
        )
        .await
        .unwrap();
        drop(conn);
        let api = Api::new(&test);
        Self { test, api }
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let marked = [[("x-postal-track-host", "1"), ("host", "whatever.example")].as_slice(), headers].concat();
        self.api.send(method, &path.replace("SERVER", &self.test.server.token), &marked, String::new()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("user-agent", BROWSER)]).await
    }

    async fn count(&self, table: &str) -> i64 {
        let mut conn = self.test.store.read().await.unwrap();
        conn.fetch_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().get(0).unwrap()
    }

    async fn until(&self, table: &str, count: i64) {
        let look = async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            while self.count(table).await != count {
                pause.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), look).await.unwrap();
    }

    /// Hits that were answered before they were recorded.
    fn late(&self) -> f64 {
        let text = self.test.metrics.render();
        let line = text.lines().find_map(|line| line.strip_prefix("postal_tracking_hits_late_total "));
        line.unwrap().parse().unwrap()
    }

    async fn sql(&self, sql: &'static str) {
        self.test.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_link_leads_where_it_is_stored_to_lead_and_nowhere_else() {
    let host = Host::start().await;
    let answer = host.get("/SERVER/LinkToken?url=https://evil.example/").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::TEMPORARY_REDIRECT, URL));
    assert_eq!(answer.text, format!("Redirected to: {URL}"));
    for path in ["/SERVER/linktoken", "/SERVER/Unknown", "/img/SERVER"] {
        let answer = host.get(path).await;
        let expected = if path == "/img/SERVER" { "Invalid Server Token" } else { "Link not found" };
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_FOUND, expected), "{path}");
    }
    let answer = host.get("/nobody/LinkToken").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_FOUND, "Invalid Server Token"));
    host.until("clicks", 1).await;
}

#[tokio::test]
async fn the_image_is_served_whether_or_not_the_message_is_known() {
    let host = Host::start().await;
    for (path, status, kind) in [
        ("/img/SERVER/MsgToken", StatusCode::OK, "image/png"),
        ("/IMG/SERVER/MsgToken.png", StatusCode::OK, "image/png"),
        ("/img/SERVER/Unknown", StatusCode::OK, "image/png"),
        ("/img/nobody/MsgToken", StatusCode::NOT_FOUND, "text/plain; charset=utf-8"),
        ("/img/SERVER/MsgToken?src=http://10.0.0.1/", StatusCode::BAD_REQUEST, "text/plain; charset=utf-8"),
    ] {
        // The pixel is no text.
        let request = poem::Request::builder()
            .uri(path.replace("SERVER", &host.test.server.token).parse().unwrap())
            .header("x-postal-track-host", "1")
            .header("user-agent", BROWSER)
            .finish();
        let response = poem::Endpoint::get_response(&postal::http::routes(&host.test), request).await;
        assert_eq!((response.status(), response.content_type()), (status, Some(kind)), "{path}");
        let length = response.header("content-length").map(|length| length.parse::<usize>().unwrap());
        let body = response.into_body().into_bytes().await.unwrap();
        if status == StatusCode::OK {
            assert!(body.starts_with(b"\x89PNG") && length == Some(body.len()));
        } else if status == StatusCode::BAD_REQUEST {
            assert_eq!(body.as_ref(), b"Invalid/missing source image");
        }
    }
    host.until("loads", 3).await;
}

#[tokio::test]
async fn anything_else_is_greeted_and_every_answer_is_private() {
    let host = Host::start().await;
    for path in ["/", "/x", "/SERVER/LinkToken", "/nobody/x", "/api/v1"] {
        let answer = host.ask(Method::POST, path, &[]).await;
        if ["/", "/x"].contains(&path) {
            assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "Hello."), "{path}");
        }
        assert_eq!(answer.header("cache-control"), "no-store, private", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
        assert_eq!(answer.header("x-request-id"), "", "{path}");
    }
}

#[tokio::test]
async fn without_the_mark_only_known_names_are_the_tracking_host() {
    let host = Host::start().await;
    let status = async |headers: &[(&str, &str)]| host.api.send(Method::GET, "/", headers, String::new()).await.status;
    assert_eq!(status(&[("host", "click.acme.example")]).await, StatusCode::FORBIDDEN);
    let sql =
        "INSERT INTO track_domains (uuid, server_id, domain_id, name, host, ssl_enabled, track_clicks, track_loads,
                                          created_at, updated_at)
               VALUES ('u', ?, ?, 'click', 'click.acme.example', TRUE, TRUE, TRUE, 0, 0)";
    let (server, domain) = (host.test.server.id, host.test.domain.id);
    host.test.store.write().await.unwrap().execute(sql, &[server.into(), domain.into()]).await.unwrap();
    for name in ["click.acme.example", "Click.ACME.example:443", "track.postal.example.com"] {
        let answer = host.api.send(Method::GET, "/", &[("host", name)], String::new()).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "Hello."), "{name}");
    }
    // The application's own host stays the application's.
    for mark in ["0", "2", "yes"] {
        let answer = host.api.send(Method::GET, "/api/v2/info", &[("x-postal-track-host", mark)], String::new()).await;
        assert!(answer.json.is_object(), "{mark}");
    }
}

#[tokio::test]
async fn suspended_servers_links_work_and_deleted_servers_links_are_gone() {
    let host = Host::start().await;
    host.sql("UPDATE servers SET suspended_at = 1").await;
    assert_eq!(host.get("/SERVER/LinkToken").await.status, StatusCode::TEMPORARY_REDIRECT);
    host.until("clicks", 1).await;
    host.sql("UPDATE servers SET deleted_at = 1").await;
    for path in ["/SERVER/LinkToken", "/img/SERVER/MsgToken"] {
        let answer = host.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::GONE, ""), "{path}");
        assert!(answer.text.contains("No longer available"));
    }
    host.sql("UPDATE servers SET deleted_at = NULL").await;
    host.sql("UPDATE organizations SET deleted_at = 1").await;
    assert_eq!(host.get("/SERVER/LinkToken").await.status, StatusCode::GONE);
    assert_eq!(host.count("loads").await, 0);
}

#[tokio::test]
async fn machines_are_recorded_and_marked_but_do_not_count_as_readers() {
    let host = Host::start().await;
    let link = "/SERVER/LinkToken";
    for (method, agent) in [(Method::HEAD, BROWSER), (Method::GET, "BarracudaCentral"), (Method::GET, "")] {
        assert_eq!(host.ask(method, link, &[("user-agent", agent)]).await.status, StatusCode::TEMPORARY_REDIRECT);
    }
    host.ask(Method::GET, link, &[("user-agent", BROWSER), ("sec-purpose", "prefetch;prerender")]).await;
    host.until("clicks WHERE is_machine = TRUE AND ip_address = '127.0.0.1'", 4).await;
    let message = async || {
        let mut conn = host.test.store.read().await.unwrap();
        messages::find(&mut conn, host.test.server.id, MessageId(1)).await.unwrap().unwrap()
    };
    assert_eq!(message().await.clicked_at, None);
    host.ask(Method::GET, "/img/SERVER/MsgToken", &[("user-agent", "Mozilla/5.0 (via ggpht.com GoogleImageProxy)")])
        .await;
    host.until("loads WHERE is_machine = TRUE", 1).await;
    assert!(message().await.loaded_at.is_some());
    host.until("events WHERE kind IN ('message.clicked', 'message.opened')", 5).await;
}

#[tokio::test]
async fn links_of_deleted_messages_only_lead_on() {
    let host = Host::start().await;
    host.sql("DELETE FROM messages").await;
    assert_eq!(host.get("/SERVER/LinkToken").await.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(host.get("/img/SERVER/MsgToken").await.status, StatusCode::OK);
    host.test.stop.cancel();
    host.test.close().await.unwrap();
}

#[tokio::test]
async fn hits_wait_for_a_busy_database_and_are_written_at_the_end() {
    let host = Host::start().await;
    // Nobody else can write meanwhile on SQLite; elsewhere the message is locked.
    let mut tx = host.test.store.begin().await.unwrap();
    tx.execute("UPDATE messages SET version = 2", &[]).await.unwrap();
    let began = std::time::Instant::now();
    let answers = futures::future::join_all((0..300).map(|_| host.get("/SERVER/LinkToken"))).await;
    assert!(answers.iter().all(|answer| answer.status == StatusCode::TEMPORARY_REDIRECT));
    // Nobody waits for longer than half a second; a machine that runs tests is slow.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(host.count("clicks").await, 0);
    assert!((host.late() - 300.0).abs() < f64::EPSILON);
    tx.commit().await.unwrap();
    host.until("clicks", 300).await;
    host.until("events WHERE kind = 'message.clicked'", 300).await;
    assert!(host.test.metrics.render().contains("\npostal_tracking_hits_lost_total 0.0\n"));
}

#[tokio::test]
async fn what_still_waits_is_written_before_the_process_ends() {
    let host = Host::start().await;
    let mut tx = host.test.store.begin().await.unwrap();
    tx.execute("UPDATE messages SET version = 2", &[]).await.unwrap();
    for _ in 0..2 {
        assert_eq!(host.get("/SERVER/LinkToken").await.status, StatusCode::TEMPORARY_REDIRECT);
    }
    let (finished, ()) =
        tokio::join!(tokio::time::timeout(Duration::from_secs(20), host.test.tracking.finish()), async {
            tx.commit().await.unwrap();
        },);
    finished.unwrap();
    assert_eq!(host.count("clicks").await, 2);
}

#[tokio::test]
async fn what_is_answered_in_time_is_recorded_already() {
    let host = Host::start().await;
    let mut in_time = 0;
    for n in 1..=10 {
        let before = host.late();
        assert_eq!(host.get("/SERVER/LinkToken").await.status, StatusCode::TEMPORARY_REDIRECT);
        let answer = host.ask(Method::HEAD, "/img/SERVER/MsgToken", &[("user-agent", BROWSER)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        if (host.late() - before).abs() < f64::EPSILON {
            in_time += 1;
            assert_eq!((host.count("clicks").await, host.count("loads").await), (n, n));
        }
        // On a slow machine: they come later.
        host.until("clicks", n).await;
        host.until("loads", n).await;
    }
    assert!(in_time > 0);
    assert_eq!(host.count("events WHERE kind IN ('message.clicked', 'message.opened')").await, 20);
}

#[tokio::test]
async fn of_many_first_clicks_one_is_the_first() {
    let host = Host::start().await;
    futures::future::join_all((0..40).map(|_| host.get("/SERVER/LinkToken"))).await;
    host.until("clicks", 40).await;
    let mut conn = host.test.store.read().await.unwrap();
    let sql = "SELECT unique_clicks FROM hourly_counters WHERE unique_clicks > 0";
    let rows = conn.fetch_all(sql, &[]).await.unwrap();
    let counts: Vec<i64> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    assert_eq!(counts, [1]);
}

#[tokio::test]
async fn what_anybody_can_ask_of_the_web_host_does_not_change() {
    let host = Host::start().await;
    let answer = host.api.send(Method::GET, "/SERVER/LinkToken", &[], String::new()).await;
    assert_ne!(answer.status, StatusCode::TEMPORARY_REDIRECT);
}
