//! Trying out addresses and endpoints, and test messages in both directions.

use poem::http::StatusCode;
use postal::app::Roles;
use postal::config::Destination;
use postal::model::MessageScope;
use postal::store::messages;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_domain, create_server};
use crate::support::http_sink::HttpSink;
use crate::support::management_api::Api;

const SERVER: &str = "/organizations/acme/servers/mail";

async fn route(api: &Api, token: &str, server: &str, name: &str, domain: &str, endpoint: &str) -> Value {
    let body = json!({ "name": name, "domain": domain, "endpoint": endpoint });
    let made = api.post(token, &format!("/organizations/acme/servers/{server}/routes"), body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json
}

#[tokio::test]
async fn an_address_is_tried_out_without_sending_anything() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let other = create_server(&test, &test.organization, "other").await;
    create_domain(&test, &other, "other.example").await;
    let sales = route(&api, &token, "mail", "sales", "acme.example", "Accept").await;
    route(&api, &token, "mail", "no", "acme.example", "Reject").await;
    route(&api, &token, "other", "sales", "other.example", "Accept").await;
    route(&api, &token, "other", "no", "other.example", "Reject").await;
    let forward = sales["forward_address"].as_str().unwrap();
    let return_path = format!("{}@{}", test.server.token, test.config.dns.return_path_domain);
    let verdict = async |address: &str| {
        let tried = api.get(&token, &format!("{SERVER}/routes/test?address={}", address.replace('+', "%2B"))).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
        tried.json
    };
    let found = verdict("Sales+tag@acme.example").await;
    assert_eq!((&found["verdict"], &found["is_taken"], &found["messages"]), (&json!("route"), &json!(true), &json!(1)));
    assert_eq!((&found["route"]["uuid"], &found["route"]["mode"]), (&sales["uuid"], &json!("Accept")));
    assert_eq!(verdict(forward).await["verdict"], "route_token");
    assert_eq!(verdict(&return_path).await["verdict"], "return_path");
    let refused = verdict("no@acme.example").await;
    assert_eq!((&refused["verdict"], &refused["is_taken"]), (&json!("route_rejects"), &json!(false)));
    assert_eq!(refused["explanation"], "The route no@acme.example refuses it.");
    assert_eq!(verdict("nobody@acme.example").await["verdict"], "no_route");
    assert_eq!(verdict("nobody@nowhere.example").await["verdict"], "unknown_domain");
    for address in ["sales@other.example", "no@other.example"] {
        let elsewhere = verdict(address).await;
        assert_eq!((&elsewhere["verdict"], elsewhere.get("route")), (&json!("elsewhere"), None), "{address}");
    }
    route(&api, &token, "mail", "*", "acme.example", "Hold").await;
    let wild = verdict("nobody@acme.example").await;
    assert_eq!((&wild["verdict"], &wild["route"]["mode"]), (&json!("wildcard"), &json!("Hold")));
    test.tenancy.suspend_server(&test.server, "x").await.unwrap();
    assert_eq!(verdict("sales@acme.example").await["verdict"], "suspended");
    assert_eq!(verdict(&return_path).await["verdict"], "suspended");
    let bad = api.get(&token, &format!("{SERVER}/routes/test?address=x")).await;
    assert_eq!(bad.fields(), ["address invalid"]);
    assert_eq!(api.get(&token, &format!("{SERVER}/routes/test")).await.fields(), ["address required"]);
    assert_eq!(test.stored_messages().await, 0);
}

#[tokio::test]
async fn an_endpoint_gets_a_sample_and_its_answer_is_shown() {
    let sink = HttpSink::start().await;
    let test = TestApp::with(Roles::ALL, |config| {
        config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
    })
    .await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "name": "app", "url": sink.url("127.0.0.1", "/mail") });
    let made = api.post(&token, &format!("{SERVER}/http-endpoints"), body).await;
    let path = format!("{SERVER}/http-endpoints/{}/test", made.json["uuid"].as_str().unwrap());
    sink.answer(200, "thanks");
    let tried = api.post(&token, &path, json!({ "subject": "Hello", "from": "Grace <grace@example.net>" })).await;
    assert_eq!((tried.status, &tried.json["result"]), (StatusCode::OK, &json!("accepted")), "{}", tried.text);
    assert_eq!((&tried.json["http_status"], &tried.json["output"]), (&json!(200), &json!("thanks")));
    let request = sink.requests().pop().unwrap();
    let payload = request.json();
    assert_eq!((&payload["subject"], &payload["mail_from"]), (&json!("Hello"), &json!("grace@example.net")));
    assert!(request.field("X-Postal-Signature-256").is_some());
    sink.answer(503, "later");
    assert_eq!(api.post(&token, &path, json!(null)).await.json["result"], "retried");
    sink.answer(404, "no");
    assert_eq!(api.post(&token, &path, json!({})).await.json["result"], "refused");
    assert_eq!(api.post(&token, &path, json!({ "from": "nobody" })).await.fields(), ["/from invalid"]);
    assert_eq!(test.stored_messages().await, 0);
}

#[tokio::test]
async fn a_test_message_comes_in_by_its_route() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let sales = route(&api, &token, "mail", "sales", "acme.example", "Hold").await;
    route(&api, &token, "mail", "*", "acme.example", "Accept").await;
    let path = format!("{SERVER}/messages/send_incoming");
    let sent = api.post(&token, &path, json!({ "to": "sales@acme.example", "subject": "Hello" })).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text);
    let id = sent.json["messages"][0]["message_id"].as_i64().unwrap();
    let shown = api.get(&token, &format!("{SERVER}/messages/{id}")).await;
    assert_eq!((&shown.json["subject"], &shown.json["scope"]), (&json!("Hello"), &json!("incoming")));
    assert_eq!(
        (&shown.json["route"]["uuid"], &shown.json["mail_from"]),
        (&sales["uuid"], &json!("admin@acme.example"))
    );
    assert_eq!(shown.json.get("received_with_tls"), None);
    let files = api.get(&token, &format!("{SERVER}/messages/{id}/attachments")).await;
    assert_eq!(files.json["items"][0]["name"], "test.txt", "{}", files.text);
    for to in ["other@acme.example", "sales@nowhere.example", "x"] {
        let refused = api.post(&token, &path, json!({ "to": to, "from": "x" })).await;
        assert_eq!(refused.fields(), ["/from invalid", "/to invalid"], "{to}");
    }
}

#[tokio::test]
async fn a_test_message_goes_out_from_the_first_domain_to_oneself() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let sent = api.post(&token, &format!("{SERVER}/messages/send_outgoing"), json!({})).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text);
    let mut conn = test.store.read().await.unwrap();
    let id = postal::model::MessageId(sent.json["id"].as_i64().unwrap());
    let message = messages::find(&mut conn, test.server.id, id).await.unwrap().unwrap();
    assert_eq!((message.scope, message.credential_id), (MessageScope::Outgoing, None));
    assert_eq!(
        (message.rcpt_to.as_str(), message.mail_from.as_deref()),
        ("admin@acme.example", Some("test@acme.example"))
    );
    assert_eq!(message.received_with_tls, Some(true));
    assert!(message.subject.unwrap().starts_with("Test Message at "));
}
