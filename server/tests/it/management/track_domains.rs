//! Track domains: what they may be, and what is seen of their record.

use std::time::Duration;

use poem::http::StatusCode;
use postal::app::Roles;
use postal::clock::Clock as _;
use postal::dns;
use serde_json::{Value, json};

use crate::support::FakeDns;
use crate::support::app::{START, TestApp, create_domain, create_server};
use crate::support::management_api::Api;

const PATH: &str = "/organizations/acme/servers/mail/track-domains";
const TARGET: &str = "track.postal.example.com";

async fn with(dns: &FakeDns) -> TestApp {
    let settings =
        dns::Settings { nameservers: vec![dns.address()], timeout: Duration::from_secs(1), ..dns::Settings::default() };
    TestApp::with_dns(Roles::ALL, settings, |config| config.postal.use_local_ns_for_domain_verification = true).await
}

fn path_of(track: &Value) -> String {
    format!("{PATH}/{}", track["uuid"].as_str().unwrap())
}

#[tokio::test]
async fn a_track_domain_is_made_checked_read_changed_and_deleted() {
    let dns = FakeDns::start().await;
    dns.cname("click.acme.example", TARGET);
    let test = with(&dns).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, PATH, json!({ "name": " Click ", "domain": "ACME.example" })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let track = created.json;
    let expected = json!({
        "uuid": track["uuid"], "name": "click", "domain": "acme.example", "domain_uuid": test.domain.uuid,
        "full_name": "click.acme.example", "ssl_enabled": true, "track_clicks": true, "track_loads": true,
        "excluded_click_domains": [], "dns_status": "OK", "dns_checked_at": START.to_rfc3339(),
        "cname_target": TARGET, "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(track, expected);
    let path = path_of(&track);
    assert_eq!(api.get(&token, &path).await.json, expected);
    let change =
        json!({ "track_loads": false, "excluded_click_domains": [" A.example ", "", "a.example", "b.example:8080"] });
    let changed = api.patch(&token, &path, change).await.json;
    assert_eq!((&changed["track_loads"], &changed["track_clicks"]), (&json!(false), &json!(true)));
    assert_eq!(changed["excluded_click_domains"], json!(["a.example", "b.example:8080"]));
    let toggled = api.post(&token, &format!("{path}/toggle_ssl"), json!(null)).await.json;
    assert_eq!(
        (&toggled["ssl_enabled"], &toggled["excluded_click_domains"]),
        (&json!(false), &changed["excluded_click_domains"])
    );
    assert_eq!(api.get(&token, PATH).await.json, json!({ "items": [toggled] }));
    let wrong = api.patch(&token, &path, json!({ "excluded_click_domains": ["http://a/"] })).await;
    assert_eq!(wrong.fields(), ["/excluded_click_domains/0 invalid"]);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn names_and_domains_are_checked() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let other = create_server(&test, &test.organization, "other").await;
    create_domain(&test, &other, "other.example").await;
    for (body, fields) in [
        (json!({ "name": "", "domain": "" }), vec!["/domain blank", "/name blank"]),
        (json!({ "name": "a b", "domain": "acme.example" }), vec!["/name invalid"]),
        (json!({ "name": "a.b", "domain": "other.example" }), vec!["/domain invalid", "/name invalid"]),
        (json!({ "name": "click", "domain": "nobody.example" }), vec!["/domain invalid"]),
        (json!({ "domain": "acme.example" }), vec!["/name required"]),
    ] {
        assert_eq!(api.post(&token, PATH, body.clone()).await.fields(), fields, "{body}");
    }
    let first = api.post(&token, PATH, json!({ "name": "click", "domain": test.domain.uuid })).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let second = api.post(&token, PATH, json!({ "name": "second", "domain": "acme.example" })).await;
    assert_eq!(second.fields(), ["/domain taken"]);
    assert_eq!(second.json["fields"][0]["message"], "already has a track domain for this server");
}

#[tokio::test]
async fn a_name_is_added_once_for_a_domain_of_the_organization() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let (api, token) = (Api::new(&test), test.token().await);
    create_server(&test, &test.organization, "other").await;
    api.post(&token, "/organizations/acme/domains", json!({ "name": "shared.example" })).await;
    let body = json!({ "name": "click", "domain": "shared.example" });
    assert_eq!(api.post(&token, PATH, body.clone()).await.status, StatusCode::CREATED);
    let other = PATH.replace("/mail/", "/other/");
    assert_eq!(api.post(&token, &other, body).await.fields(), ["/name taken"]);
    let body = json!({ "name": "click2", "domain": "shared.example" });
    assert_eq!(api.post(&token, &other, body).await.status, StatusCode::CREATED);
}

/// Asks the domains' own name servers, whose answers are not kept.
async fn with_own_servers(dns: &FakeDns, domains: &[&str]) -> TestApp {
    for domain in domains {
        dns.ns(domain, &format!("ns.{domain}")).a(&format!("ns.{domain}"), "127.0.0.1");
    }
    let settings = dns::Settings {
        nameservers: vec![dns.address()],
        authoritative_port: dns.address().port(),
        timeout: Duration::from_secs(1),
        ..dns::Settings::default()
    };
    TestApp::with_dns(Roles::ALL, settings, |_| {}).await
}

#[tokio::test]
async fn the_record_is_missing_or_leads_elsewhere_or_to_our_addresses() {
    let dns = FakeDns::start().await;
    let domains = ["acme.example", "wrong.example", "flat.example", "other.example"];
    let test = with_own_servers(&dns, &domains).await;
    let (api, token) = (Api::new(&test), test.token().await);
    dns.cname("click.wrong.example", "elsewhere.example").a(TARGET, "192.0.2.7");
    dns.a("click.flat.example", "192.0.2.7").a("click.other.example", "192.0.2.8");
    let wrong = "There is a CNAME record at click.wrong.example but it points to elsewhere.example which is incorrect. It \
                 should point to track.postal.example.com.";
    for (domain, status, error) in [
        ("acme.example", "Missing", Some("There is no record at click.acme.example")),
        ("wrong.example", "Invalid", Some(wrong)),
        ("flat.example", "OK", None),
        ("other.example", "Missing", Some("There is no record at click.other.example")),
    ] {
        if domain != "acme.example" {
            create_domain(&test, &test.server, domain).await;
        }
        let made = api.post(&token, PATH, json!({ "name": "click", "domain": domain })).await.json;
        assert_eq!((made["dns_status"].as_str(), made["dns_error"].as_str()), (Some(status), error), "{domain}");
    }
}

#[tokio::test]
async fn a_failed_look_up_keeps_the_status_and_says_so() {
    let dns = FakeDns::start().await;
    let test = with_own_servers(&dns, &["acme.example"]).await;
    let (api, token) = (Api::new(&test), test.token().await);
    dns.cname("click.acme.example", TARGET);
    let created = api.post(&token, PATH, json!({ "name": "click", "domain": "acme.example" })).await.json;
    assert_eq!(created["dns_status"], "OK", "{created}");
    dns.serv_fail("click.acme.example");
    let failed = api.post(&token, &format!("{}/check", path_of(&created)), json!(null)).await.json;
    assert_eq!(failed["dns_status"], "OK");
    assert!(failed["dns_error"].as_str().unwrap().starts_with("The last look-up failed: "), "{failed}");
}

#[tokio::test]
async fn checks_are_due_every_hour() {
    let dns = FakeDns::start().await;
    let test = with_own_servers(&dns, &["acme.example"]).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, PATH, json!({ "name": "click", "domain": "acme.example" })).await.json;
    assert_eq!(created["dns_status"], "Missing");
    assert_eq!(test.tracking.check_due(test.clock.now()).await.unwrap(), 0);
    dns.cname("click.acme.example", TARGET);
    test.clock.advance(Duration::from_secs(3601));
    assert_eq!(test.tracking.check_due(test.clock.now()).await.unwrap(), 1);
    assert_eq!(test.tracking.check_due(test.clock.now()).await.unwrap(), 0);
    assert_eq!(api.get(&token, &path_of(&created)).await.json["dns_status"], "OK");
}

#[tokio::test]
async fn a_domain_takes_its_track_domains_along() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, PATH, json!({ "name": "click", "domain": "acme.example" })).await.json;
    let domain = format!("/organizations/acme/servers/mail/domains/{}", test.domain.uuid);
    assert_eq!(api.delete(&token, &domain, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path_of(&created)).await.status, StatusCode::NOT_FOUND);
}
