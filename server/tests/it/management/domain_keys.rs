//! DKIM keys that take each other's place, from the first record to the last message.

use std::time::Duration;

use poem::http::StatusCode;
use postal::clock::Clock as _;
use postal::model::{DkimKey, Domain};
use postal_mail::dkim::{KeyBits, SigningKey};
use serde_json::{Value, json};

use super::domain_checks::{publish_dkim, with};
use crate::delivery::Post;
use crate::support::FakeDns;
use crate::support::management_api::Api;

const PATH: &str = "/organizations/acme/servers/mail/domains/acme.example";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Stage and status of the DKIM records.
fn stages(records: &Value) -> Vec<(String, String)> {
    let items = records["items"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let dkim = items.iter().filter(|record| record["purpose"] == "dkim");
    dkim.map(|record| (text(&record["dkim_key"]), text(&record["status"]))).collect()
}

fn pair(stage: &str, status: &str) -> (String, String) {
    (stage.to_owned(), status.to_owned())
}

fn publish_key(dns: &FakeDns, domain: &Domain, key: &DkimKey) {
    let domain =
        Domain { dkim_identifier: key.identifier.clone(), dkim_public_key: key.public_key.clone(), ..domain.clone() };
    publish_dkim(dns, &domain);
}

#[tokio::test]
async fn messages_are_signed_with_the_new_key_once_its_record_is_seen() {
    // The resolver keeps its answers, so nothing is asked before it is there.
    let post = Post::with(|config| config.postal.use_local_ns_for_domain_verification = true).await;
    let domain = post.app.domain.clone();
    publish_dkim(&post.dns, &domain);
    let domain = post.app.domains.check(&domain).await.unwrap();
    let signed_by = async |count: usize| {
        let sent = post.send("b@example.net").await;
        post.record(sent.id).await;
        let mail = post.mx.wait_for(count).await.pop().unwrap();
        let text = String::from_utf8(mail.content).unwrap();
        let (_, rest) = text.split_once("\td=acme.example;\r\n\ts=postal-").unwrap();
        rest.split_once(';').unwrap().0.to_owned()
    };
    assert_eq!(signed_by(1).await, domain.dkim_identifier);
    let key = post.app.domains.rotate_key(&domain).await.unwrap();
    assert_eq!(signed_by(2).await, domain.dkim_identifier, "pending");
    publish_key(&post.dns, &domain, &key);
    let switched = post.app.domains.check(&domain).await.unwrap();
    assert_eq!(switched.dkim_identifier, key.identifier);
    assert_eq!(signed_by(3).await, key.identifier);
}

#[tokio::test]
async fn a_key_is_pending_then_active_then_retired_then_removable_then_gone() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let check = async || api.post(&token, &format!("{PATH}/check"), Value::Null).await.json;
    let records = async || stages(&api.get(&token, &format!("{PATH}/records")).await.json);
    publish_dkim(&dns, &test.domain);
    check().await;
    let answer = api.post(&token, &format!("{PATH}/dkim_rotate"), Value::Null).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(stages(&answer.json), [pair("active", "OK"), pair("pending", "-")]);
    let again = api.post(&token, &format!("{PATH}/dkim_rotate"), Value::Null).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "already_pending"));
    check().await;
    assert_eq!(records().await, [pair("active", "OK"), pair("pending", "Missing")]);

    let key = test.domains.other_keys(&test.domain).await.unwrap().remove(0);
    publish_key(&dns, &test.domain, &key);
    // The scheduled check does it, too.
    test.clock.advance(DAY);
    assert_eq!(test.domains.check_due(test.clock.now()).await.unwrap(), 1);
    assert_eq!(records().await, [pair("active", "OK"), pair("retired", "OK")]);
    let now = test.domains.find(postal::model::DomainOwner::Server(test.server.id), "acme.example").await.unwrap();
    assert_eq!(now.unwrap().dkim_identifier, key.identifier);

    test.clock.advance(6 * DAY);
    test.domains.check_due(test.clock.now()).await.unwrap();
    assert_eq!(records().await[1].0, "retired");
    test.clock.advance(DAY);
    test.domains.check_due(test.clock.now()).await.unwrap();
    assert_eq!(records().await[1].0, "removable");
    let old = test.domains.other_keys(&test.domain).await.unwrap().remove(0);
    assert_eq!((old.identifier.as_str(), old.private_key.len()), (test.domain.dkim_identifier.as_str(), 0));
    dns.remove(&format!("postal-{}._domainkey.acme.example", test.domain.dkim_identifier));
    check().await;
    assert_eq!(records().await, [pair("active", "OK")]);
}

#[tokio::test]
async fn a_pending_key_can_be_dropped() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let none = api.post(&token, &format!("{PATH}/dkim_cancel"), Value::Null).await;
    assert_eq!((none.status, none.code()), (StatusCode::CONFLICT, "nothing_pending"));
    api.post(&token, &format!("{PATH}/dkim_rotate"), Value::Null).await;
    let key = test.domains.other_keys(&test.domain).await.unwrap().remove(0);
    publish_key(&dns, &test.domain, &key);
    let cancelled = api.post(&token, &format!("{PATH}/dkim_cancel"), Value::Null).await;
    assert_eq!(cancelled.status, StatusCode::NO_CONTENT);
    let checked = test.domains.check(&test.domain).await.unwrap();
    assert_eq!(checked.dkim_identifier, test.domain.dkim_identifier);
}

#[tokio::test]
async fn an_own_key_comes_with_its_selector() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let import = async |body: Value| api.post(&token, &format!("{PATH}/dkim_import"), body).await;
    let refused = import(json!({ "selector": "a b", "private_key": "x" })).await;
    assert_eq!(refused.fields(), ["/private_key invalid", "/selector invalid"]);
    let key = SigningKey::generate(KeyBits::Bits2048).unwrap();
    let pem = key.to_pem().unwrap();
    let used = format!("POSTAL-{}", test.domain.dkim_identifier);
    let taken = import(json!({ "selector": used, "private_key": pem })).await;
    assert_eq!(taken.fields(), ["/selector taken"]);
    let imported = import(json!({ "selector": "Mail2024", "private_key": pem })).await;
    assert!(!imported.text.contains("PRIVATE"));
    let items = imported.json["items"].as_array().unwrap().clone();
    let pending = items.iter().find(|record| record["dkim_key"] == "pending").unwrap();
    assert_eq!(pending["full_name"], "mail2024._domainkey.acme.example");
    assert_eq!(pending["value"], format!("v=DKIM1; t=s; h=sha256; p={};", key.public_key_base64()));
    let record = format!("k=rsa; p={}", key.public_key_base64());
    let (first, rest) = record.split_at(200);
    dns.txt("mail2024._domainkey.acme.example", &[first, rest]);
    let checked = test.domains.check(&test.domain).await.unwrap();
    assert_eq!(checked.dkim_selector.as_deref(), Some("mail2024"));
    assert_eq!(checked.dkim_public_key, key.public_key_base64());
}
