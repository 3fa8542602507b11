//! Endpoints of the three kinds: what they may be, how often they are used.

use std::time::Duration;

use poem::http::StatusCode;
use postal::app::Roles;
use postal::config::Destination;
use postal::model::EndpointRef;
use postal::store::endpoints;
use serde_json::{Value, json};

use crate::support::app::{START, TestApp, create_server};
use crate::support::management_api::{Answer, Api};

const SERVER: &str = "/organizations/acme/servers/mail";
const HTTP: &str = "/organizations/acme/servers/mail/http-endpoints";
const SMTP: &str = "/organizations/acme/servers/mail/smtp-endpoints";
const ADDRESS: &str = "/organizations/acme/servers/mail/address-endpoints";

fn path_of(collection: &str, endpoint: &Value) -> String {
    format!("{collection}/{}", endpoint["uuid"].as_str().unwrap())
}

fn message(answer: &Answer) -> &str {
    answer.json["fields"][0]["message"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_http_endpoint_is_made_with_defaults_read_listed_and_changed() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, HTTP, json!({ "name": " hook ", "url": "https://example.com/mail?a=b" })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let endpoint = created.json;
    let expected = json!({
        "uuid": endpoint["uuid"], "name": "hook", "url": "https://example.com/mail?a=b",
        "description": "hook (https://example.com/mail?a=b)", "encoding": "BodyAsJSON", "format": "Hash",
        "strip_replies": false, "include_attachments": true, "timeout": 5, "routes_count": 0,
        "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(endpoint, expected);
    let path = path_of(HTTP, &endpoint);
    assert_eq!(api.get(&token, &path).await.json, expected);
    let change = json!({ "name": "raw", "url": "http://example.net:8080/", "encoding": "FormData",
        "format": "RawMessage", "strip_replies": true, "include_attachments": false, "timeout": 60 });
    let changed = api.patch(&token, &path, change.clone()).await.json;
    for (field, value) in change.as_object().unwrap() {
        assert_eq!(&changed[field], value, "{field}");
    }
    assert_eq!(api.patch(&token, &path, json!({})).await.json, changed);
    let second = api.post(&token, HTTP, json!({ "name": "Second", "url": "https://example.com/", "timeout": 5 })).await;
    let page = api.get(&token, &format!("{HTTP}?limit=1")).await.json;
    assert_eq!(page["items"], json!([changed]));
    let next = format!("{HTTP}?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
    assert_eq!(api.get(&token, &next).await.json, json!({ "items": [second.json] }));
    let foreign = format!("{SMTP}?cursor={}", page["next_cursor"].as_str().unwrap());
    assert_eq!(api.get(&token, &foreign).await.fields(), ["cursor invalid"]);
}

#[tokio::test]
async fn an_http_endpoint_leads_to_a_public_url_and_waits_5_to_60_seconds() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let faulty = api.post(&token, HTTP, json!({ "name": "", "url": "", "timeout": 4 })).await;
    assert_eq!(faulty.fields(), ["/name blank", "/timeout greater_than_or_equal_to", "/url blank"]);
    let missing = api.post(&token, HTTP, json!({ "encoding": "XML", "timeout": 1.5 })).await;
    assert_eq!(missing.fields(), ["/encoding inclusion", "/name required", "/timeout not_an_integer", "/url required"]);
    let created = api.post(&token, HTTP, json!({ "name": "hook", "url": "https://example.com/" })).await.json;
    let path = path_of(HTTP, &created);
    assert_eq!(api.patch(&token, &path, json!({ "timeout": 61 })).await.fields(), ["/timeout less_than_or_equal_to"]);
    let long = format!("https://example.com/{}", "a".repeat(981));
    assert_eq!(api.patch(&token, &path, json!({ "url": long })).await.fields(), ["/url too_long"]);
    let longest = format!("https://example.com/{}", "a".repeat(980));
    assert_eq!(api.patch(&token, &path, json!({ "url": longest })).await.status, StatusCode::OK);
    for url in ["example.com", "ftp://example.com/", "https://example.com/#a", "http://10.0.0.1/", "http://[::1]/"] {
        assert_eq!(api.patch(&token, &path, json!({ "url": url })).await.fields(), ["/url invalid"], "{url}");
    }
    assert_eq!(api.get(&token, &path).await.json["url"], longest);
}

#[tokio::test]
async fn private_destinations_are_allowed_by_the_configuration() {
    let allowed = [Destination::Network("127.0.0.0/8".parse().unwrap()), Destination::Host("localhost".to_owned())];
    let test = TestApp::with(Roles::ALL, |config| config.postal.allowed_request_destinations = allowed.to_vec()).await;
    let (api, token) = (Api::new(&test), test.token().await);
    for url in ["http://127.0.0.1:3000/", "http://localhost/"] {
        let created = api.post(&token, HTTP, json!({ "name": "hook", "url": url })).await;
        assert_eq!(created.status, StatusCode::CREATED, "{url}: {}", created.text);
    }
    let refused = api.post(&token, HTTP, json!({ "name": "hook", "url": "http://10.0.0.1/" })).await;
    assert_eq!(refused.fields(), ["/url invalid"]);
}

#[tokio::test]
async fn an_smtp_endpoint_names_a_host_and_perhaps_a_port() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "name": "office", "hostname": " Mail.Example.COM " });
    let created = api.post(&token, SMTP, body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let endpoint = created.json;
    let expected = json!({
        "uuid": endpoint["uuid"], "name": "office", "hostname": "mail.example.com",
        "description": "office (mail.example.com)", "ssl_mode": "Auto", "routes_count": 0,
        "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(endpoint, expected);
    let path = path_of(SMTP, &endpoint);
    let changed =
        api.patch(&token, &path, json!({ "port": 2525, "ssl_mode": "STARTTLS", "hostname": "10.0.0.5" })).await;
    assert_eq!(changed.json["port"], 2525, "{}", changed.text);
    assert_eq!((&changed.json["ssl_mode"], &changed.json["hostname"]), (&json!("STARTTLS"), &json!("10.0.0.5")));
    assert_eq!(api.get(&token, &path).await.json, changed.json);
    assert_eq!(api.patch(&token, &path, json!({ "port": null })).await.json.get("port"), None);
    assert_eq!(api.get(&token, SMTP).await.json["items"][0]["name"], "office");

    let faulty = json!({ "name": "", "hostname": "", "port": 0, "ssl_mode": "None" });
    let fields = ["/hostname blank", "/name blank", "/port greater_than_or_equal_to"];
    assert_eq!(api.post(&token, SMTP, faulty).await.fields(), fields);
    assert_eq!(api.patch(&token, &path, json!({ "port": 65536 })).await.fields(), ["/port less_than_or_equal_to"]);
    assert_eq!(api.patch(&token, &path, json!({ "ssl_mode": "Always" })).await.fields(), ["/ssl_mode inclusion"]);
    for hostname in ["a b", "mail.example.com:25", "300.1.2.3", "https://example.com"] {
        let refused = api.patch(&token, &path, json!({ "hostname": hostname })).await;
        assert_eq!(refused.fields(), ["/hostname invalid"], "{hostname}");
    }
    let deleted = api.delete(&token, &path, json!(null)).await;
    assert_eq!((deleted.status, deleted.json), (StatusCode::OK, json!({ "routes": [] })));
    assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_address_endpoint_is_a_mailbox_and_comes_once_per_mail_server() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, ADDRESS, json!({ "address": " Ada@Example.net " })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let expected = json!({
        "uuid": created.json["uuid"], "address": "Ada@Example.net", "description": "Ada@Example.net",
        "routes_count": 0, "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(created.json, expected);
    let again = api.post(&token, ADDRESS, json!({ "address": "ada@example.NET" })).await;
    assert_eq!((again.fields()[0].as_str(), message(&again)), ("/address taken", "has already been added"));
    for (address, field) in
        [("", "/address blank"), ("ada", "/address invalid"), ("A <a@b.example>", "/address invalid")]
    {
        assert_eq!(api.post(&token, ADDRESS, json!({ "address": address })).await.fields(), [field], "{address}");
    }
    let other = api.post(&token, ADDRESS, json!({ "address": "bob@example.net" })).await.json;
    let path = path_of(ADDRESS, &other);
    assert_eq!(api.patch(&token, &path, json!({ "address": "ADA@example.net" })).await.fields(), ["/address taken"]);
    assert_eq!(api.patch(&token, &path, json!({})).await.json["address"], "bob@example.net");
    assert_eq!(api.patch(&token, &path, json!({ "address": "bob@b.example" })).await.json["address"], "bob@b.example");
    let list = api.get(&token, ADDRESS).await.json;
    let addresses: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["address"]).collect();
    assert_eq!(addresses, ["Ada@Example.net", "bob@b.example"]);

    create_server(&test, &test.organization, "other").await;
    let elsewhere = "/organizations/acme/servers/other/address-endpoints";
    let created = api.post(&token, elsewhere, json!({ "address": "ada@example.net" })).await;
    assert_eq!(created.status, StatusCode::CREATED);
    assert_eq!(api.get(&token, &path_of(elsewhere, &other)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_endpoint_counts_its_routes_and_shows_its_last_use() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let mut selectors = Vec::new();
    for name in ["a", "b"] {
        let created = api.post(&token, HTTP, json!({ "name": name, "url": "https://example.com/" })).await.json;
        selectors.push(format!("HTTPEndpoint#{}", created["uuid"].as_str().unwrap()));
    }
    for (name, endpoint, additional) in
        [("one", &selectors[0], json!([])), ("two", &selectors[0], json!([selectors[1]]))]
    {
        let body = json!({ "name": name, "domain": test.domain.uuid, "endpoint": endpoint,
            "additional_endpoints": additional });
        let created = api.post(&token, &format!("{SERVER}/routes"), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    }
    let list = api.get(&token, HTTP).await.json;
    let counts: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|item| &item["routes_count"]).collect();
    assert_eq!(counts, [2, 1]);
    let path = path_of(HTTP, &list["items"][0]);
    let changed = api.patch(&token, &path, json!({ "name": "A" })).await;
    assert_eq!((&changed.json["routes_count"], changed.json.get("last_used_at")), (&json!(2), None));

    let mut conn = test.store.write().await.unwrap();
    let uuid = list["items"][0]["uuid"].as_str().unwrap();
    let endpoint = endpoints::http::find_by_uuid(&mut conn, test.server.id, uuid).await.unwrap().unwrap();
    let used = START + Duration::from_secs(7);
    endpoints::record_use(&mut conn, EndpointRef::Http(endpoint.id), used).await.unwrap();
    drop(conn);
    assert_eq!(api.get(&token, &path).await.json["last_used_at"], used.to_rfc3339());
}
