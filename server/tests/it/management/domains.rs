//! Domains: adding, proving, records and checks against a name server of our own.

use poem::http::StatusCode;
use postal::app::Roles;
use postal::dns;
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::FakeDns;
use crate::support::app::TestApp;
use crate::support::management_api::{Api, member};

const PATH: &str = "/organizations/acme/servers/mail/domains";

async fn with(dns: &FakeDns) -> TestApp {
    let settings = dns::Settings { nameservers: vec![dns.address()], ..dns::Settings::default() };
    TestApp::with_dns(Roles::ALL, settings, |config| config.postal.use_local_ns_for_domain_verification = true).await
}

fn record<'a>(records: &'a Value, purpose: &str) -> &'a Value {
    records["items"].as_array().unwrap().iter().find(|record| record["purpose"] == purpose).unwrap()
}

#[tokio::test]
async fn an_administrators_domain_counts_as_verified_at_once() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let created = api.post(&token, PATH, json!({ "name": " Bücher.EXAMPLE. " })).await;
    assert_eq!((created.status, &created.json["name"]), (StatusCode::CREATED, &json!("xn--bcher-kva.example")));
    assert!(created.json["verified_at"].is_string());
    assert_eq!(api.post(&token, PATH, json!({ "name": "bücher.example" })).await.fields(), ["/name taken"]);
    assert_eq!(api.post(&token, PATH, json!({ "name": "a" })).await.fields(), ["/name invalid"]);
    assert_eq!(api.post(&token, PATH, json!({})).await.fields(), ["/name required"]);
    let organization = api.post(&token, "/organizations/acme/domains", json!({ "name": "bücher.example" })).await;
    assert_eq!(organization.status, StatusCode::CREATED);
    let list = api.get(&token, &format!("{PATH}?limit=1")).await;
    assert_eq!(list.json["items"][0]["name"], "acme.example");
    let next = format!("{PATH}?limit=1&cursor={}", list.json["next_cursor"].as_str().unwrap());
    assert_eq!(api.get(&token, &next).await.json["items"][0]["name"], "xn--bcher-kva.example");
    let path = format!("{PATH}/{}", created.json["uuid"].as_str().unwrap());
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn others_prove_a_domain_by_a_txt_record() {
    let dns = FakeDns::start().await;
    dns.txt("shop.example", &["v=spf1 -all"]);
    let test = with(&dns).await;
    let api = Api::new(&test);
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let created = api.post(&developer, PATH, json!({ "name": "shop.example" })).await;
    assert_eq!(created.json.get("verified_at"), None);
    let path = format!("{PATH}/shop.example");
    let records = api.get(&developer, &format!("{path}/records")).await.json;
    let proof = record(&records, "verification")["value"].as_str().unwrap();
    assert_eq!(proof.len(), "postal-verification ".len() + 32);
    dns.txt("shop.example", &[proof]);
    let proven = api.post(&developer, &format!("{path}/verify_dns"), json!(null)).await;
    assert!(proven.json["verified_at"].is_string(), "{}", proven.text);

    dns.txt("other.example", &["postal-verification wrong"]);
    api.post(&developer, PATH, json!({ "name": "other.example" })).await;
    let unproven = api.post(&developer, &format!("{PATH}/other.example/verify_dns"), json!(null)).await;
    assert_eq!((unproven.status, unproven.code()), (StatusCode::CONFLICT, "not_proven"));
    assert_eq!(api.get(&developer, &format!("{PATH}/other.example")).await.json.get("verified_at"), None);
}

#[tokio::test]
async fn checks_tell_what_is_wrong_and_keep_the_status_when_a_look_up_fails() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let path = format!("{PATH}/acme.example");
    let records = api.get(&token, &format!("{path}/records")).await.json;
    let dkim = record(&records, "dkim");
    let (dkim_name, dkim_value) = (dkim["full_name"].as_str().unwrap(), dkim["value"].as_str().unwrap());
    assert_eq!(dkim["name"], format!("postal-{}._domainkey", test.domain.dkim_identifier));
    assert_eq!(record(&records, "spf")["value"], "v=spf1 a mx include:spf.postal.example.com ~all");
    assert_eq!(record(&records, "return_path")["full_name"], "psrp.acme.example");
    assert_eq!(record(&records, "mx")["priority"], 10);

    dns.txt("acme.example", &["v=spf1 include:other.example -all"]);
    // RFC 1035 §3.3.14: a string holds 255 bytes at most; the strings of a record are joined.
    let (first, rest) = dkim_value.split_at(200);
    dns.txt(dkim_name, &[first, rest]);
    dns.mx("acme.example", 10, "mx1.postal.example.com");
    let checked = api.post(&token, &format!("{path}/check"), json!(null)).await.json;
    let error = "An SPF record exists but it doesn't include spf.postal.example.com";
    assert_eq!(checked["spf"], json!({ "status": "Invalid", "error": error }));
    assert_eq!(checked["dkim"], json!({ "status": "OK" }));
    let error = "MX record for mx2.postal.example.com are missing and are required.";
    assert_eq!(checked["mx"], json!({ "status": "Invalid", "error": error }));
    let error = "There is no return path record at psrp.acme.example";
    assert_eq!(checked["return_path"], json!({ "status": "Missing", "error": error }));
    assert_eq!(checked["dns_ok"], false);
    let header = api.get(&token, "/organizations/acme/servers/mail/header").await;
    assert_eq!(header.json["domains_faulty"], 1);
}

#[tokio::test]
async fn without_an_answer_nothing_is_known_and_that_is_said() {
    // The resolver of this test answers nothing.
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let checked = api.post(&token, &format!("{PATH}/acme.example/check"), json!(null)).await;
    assert_eq!(checked.status, StatusCode::OK);
    assert_eq!(checked.json["spf"].get("status"), None);
    assert_eq!(checked.json["spf"]["lookup_failed_at"], "2026-11-22T14:35:46.000000Z");
    assert!(checked.json["spf"]["lookup_error"].as_str().unwrap().starts_with("DNS look-up of acme.example failed: "));
}

#[tokio::test]
async fn a_domain_of_another_server_is_not_there() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    api.post(&token, "/organizations/acme/servers", json!({ "name": "other" })).await;
    for path in [
        format!("/organizations/acme/servers/other/domains/{}", test.domain.uuid),
        format!("/organizations/acme/domains/{}", test.domain.uuid),
        "/organizations/acme/servers/other/domains/acme.example/records".to_owned(),
    ] {
        assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
