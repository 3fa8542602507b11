use std::time::Duration;

use poem::http::StatusCode;
use postal::model::{ProcessId, Role};
use postal::store::counters::{Counter, Counters, NamedCounter, Processed, Subject};
use serde_json::{Value, json};

use crate::support::app::{START, TestApp};
use crate::support::management_api::{Api, member};

const SERVER: &str = "/organizations/acme/servers/mail";

/// A server with 4 messages to two domains, of which one failed.
async fn counted() -> (TestApp, Api, String) {
    let test = TestApp::start().await;
    let mut counters = Counters::default();
    let server = test.server.id;
    let subject = |domain: &str| Subject::new(server, &format!("a@{domain}"), Some("news"));
    for domain in ["x.example", "x.example", "x.example", "y.example"] {
        counters.add_outgoing(&subject(domain), START, Counter::Outgoing);
    }
    counters.add_sent(&subject("x.example"), START, Duration::from_secs(4));
    counters.add_outgoing(&subject("y.example"), START, Counter::Failed);
    counters.add_outgoing(&subject("y.example"), START, Counter::Bounces);
    for counter in [NamedCounter::Outgoing, NamedCounter::Sent] {
        counters.add_provided(server, "google.com", START, counter);
    }
    counters.add_provided_time(server, "google.com", START, Duration::from_secs(4));
    counters.add_processed(server, START, Processed::Outgoing, 6);
    counters.add_content(server, 4096);
    counters.write(&mut test.store.write().await.unwrap(), ProcessId(9)).await.unwrap();
    let (api, token) = (Api::new(&test), test.token().await);
    (test, api, token)
}

#[tokio::test]
async fn the_graph_has_a_point_for_each_span_and_their_sum() {
    let (test, api, token) = counted().await;
    let graph = api.get(&token, &format!("{SERVER}/graph")).await.json;
    assert_eq!((graph["period"].clone(), graph["points"].as_array().unwrap().len()), (json!("hour"), 24));
    assert_eq!(graph["points"][23]["starts_at"], "2026-11-22T14:00:00.000000Z");
    assert_eq!(graph["points"][23]["figures"]["outgoing"], 4);
    assert_eq!(graph["points"][22]["figures"]["outgoing"], 0);
    assert_eq!((graph["total"]["sent"].clone(), graph["total"]["bounces"].clone()), (json!(1), json!(1)));
    test.clock.advance(Duration::from_secs(49 * 3600));
    let graph = api.get(&token, &format!("{SERVER}/graph")).await.json;
    assert_eq!((graph["period"].clone(), graph["points"].as_array().unwrap().len()), (json!("day"), 30));
    let graph = api.get(&token, &format!("{SERVER}/graph?period=month")).await.json;
    assert_eq!(graph["points"].as_array().unwrap().len(), 12);
    let path = format!("{SERVER}/graph?period=day&since=2026-11-20T00:00:00Z&until=2026-11-23T00:00:00Z");
    let graph = api.get(&token, &path).await.json;
    let outgoing: Vec<&Value> =
        graph["points"].as_array().unwrap().iter().map(|point| &point["figures"]["outgoing"]).collect();
    assert_eq!(outgoing, [0, 0, 4]);
}

#[tokio::test]
async fn spans_that_mean_nothing_are_refused() {
    let (_test, api, token) = counted().await;
    for (query, status, field) in [
        ("graph?since=yesterday", StatusCode::UNPROCESSABLE_ENTITY, "since invalid"),
        (
            "graph?since=2026-11-22T00:00:00Z&until=2026-11-21T00:00:00Z",
            StatusCode::UNPROCESSABLE_ENTITY,
            "since invalid",
        ),
        ("graph?period=hour&since=2026-01-01T00:00:00Z", StatusCode::UNPROCESSABLE_ENTITY, "since invalid"),
        ("graph?period=day&since=2001-01-01T00:00:00Z", StatusCode::UNPROCESSABLE_ENTITY, "since invalid"),
        ("graph?period=week", StatusCode::BAD_REQUEST, "period invalid"),
        ("statistics/domains?since=2026-01-01T00:00:00Z", StatusCode::UNPROCESSABLE_ENTITY, "since invalid"),
        ("statistics/tags?limit=101", StatusCode::UNPROCESSABLE_ENTITY, "limit less_than_or_equal_to"),
    ] {
        let answer = api.get(&token, &format!("{SERVER}/{query}")).await;
        assert_eq!((answer.status, answer.fields()), (status, vec![field.to_owned()]), "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn domains_providers_and_tags_are_listed_by_what_is_asked() {
    let (_test, api, token) = counted().await;
    let domains = api.get(&token, &format!("{SERVER}/statistics/domains")).await.json;
    assert_eq!(domains["items"].as_array().unwrap().len(), 2);
    assert_eq!(domains["items"][0]["name"], "x.example");
    assert_eq!(domains["items"][0]["outgoing"], 3);
    assert_eq!(domains["items"][0]["median_delivery_seconds"], 5.0);
    assert_eq!(domains["items"][0]["mean_delivery_seconds"], 4.0);
    assert_eq!(domains["items"][1]["bounce_rate"], 100.0);
    assert_eq!(domains["items"][1].get("median_delivery_seconds"), None);
    let domains = api.get(&token, &format!("{SERVER}/statistics/domains?order=failed&limit=1")).await.json;
    assert_eq!(domains["items"][0]["name"], "y.example");
    let providers = api.get(&token, &format!("{SERVER}/statistics/providers")).await.json;
    assert_eq!(providers["items"].as_array().unwrap().len(), 1);
    let google = &providers["items"][0];
    assert_eq!((google["name"].clone(), google["mean_delivery_seconds"].clone()), (json!("google.com"), json!(4.0)));
    let tags = api.get(&token, &format!("{SERVER}/statistics/tags")).await.json;
    assert_eq!((tags["items"][0]["name"].clone(), tags["items"][0]["outgoing"].clone()), (json!("news"), json!(4)));
}

#[tokio::test]
async fn the_header_and_the_list_of_servers_show_live_figures() {
    let (_test, api, token) = counted().await;
    let header = api.get(&token, &format!("{SERVER}/header")).await.json;
    assert_eq!(header["used_bytes"], 4096);
    assert_eq!((header["bounce_rate"].clone(), header["outgoing_60_min"].clone()), (json!(25.0), json!(6)));
    api.post(&token, "/organizations/acme/domains", json!({ "name": "of-all.example" })).await;
    let header = api.get(&token, &format!("{SERVER}/header")).await.json;
    assert_eq!((header["domains_total"].clone(), header["domains_unverified"].clone()).0, json!(2));
    let servers = api.get(&token, "/organizations/acme/servers").await.json;
    assert_eq!(servers["items"][0]["message_rate"], 0.1);
    assert_eq!(api.get(&token, SERVER).await.json.get("message_rate"), None);
}

#[tokio::test]
async fn administrators_see_the_installation() {
    let (test, api, token) = counted().await;
    let stats = api.get(&token, "/stats?hours=1").await.json;
    assert_eq!((stats["total"]["outgoing"].clone(), stats["recent"]["outgoing"].clone()), (json!(4), json!(4)));
    assert_eq!(stats["organizations"][0]["permalink"], "acme");
    assert_eq!(stats["organizations"][0]["servers"], 1);
    assert_eq!(stats["servers"][0]["figures"]["failed"], 1);
    assert_eq!(stats["servers"][0]["queued"], 0);
    assert_eq!(stats["processes"][0]["roles"], json!(["web", "smtp", "worker"]));
    test.clock.advance(Duration::from_secs(3 * 3600));
    let stats = api.get(&token, "/stats?hours=1").await.json;
    assert_eq!((stats["total"]["outgoing"].clone(), stats["recent"]["outgoing"].clone()), (json!(4), json!(0)));
    let (_, owner) = member(&test, &test.organization, Role::Owner, None).await;
    assert_eq!(api.get(&owner, "/stats").await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.get(&token, "/stats?hours=0").await.fields(), ["hours invalid"]);
}
