//! DNS checks of domains: what is right, wrong, several, missing or not answered, and who is told.

use std::time::Duration;

use postal::app::Roles;
use postal::clock::Clock as _;
use postal::dns;
use postal::model::{Domain, DomainOwner, Role};
use serde_json::{Value, json};

use crate::support::FakeDns;
use crate::support::app::{TestApp, create_server};
use crate::support::management_api::{Api, member};

const PATH: &str = "/organizations/acme/servers/mail/domains/acme.example";
const HOUR: Duration = Duration::from_secs(3600);

/// Asks the domain's own name servers, which is the fake, and keeps no answer.
pub async fn with(dns: &FakeDns) -> TestApp {
    dns.ns("acme.example", "ns.acme.example").a("ns.acme.example", "127.0.0.1");
    let settings = dns::Settings {
        nameservers: vec![dns.address()],
        authoritative_port: dns.address().port(),
        timeout: Duration::from_millis(400),
        ..dns::Settings::default()
    };
    TestApp::with_dns(Roles::ALL, settings, |_| {}).await
}

pub fn publish_dkim(dns: &FakeDns, domain: &Domain) {
    let name = format!("postal-{}._domainkey.{}", domain.dkim_identifier, domain.name);
    let value = format!("v=DKIM1; t=s; h=sha256; p={};", domain.dkim_public_key);
    let (first, rest) = value.split_at(200);
    dns.txt(&name, &[first, rest]);
}

fn publish(dns: &FakeDns, domain: &Domain) {
    dns.txt(&domain.name, &["v=spf1 include:spf.postal.example.com ~all"]);
    publish_dkim(dns, domain);
}

/// Lets an hour pass and runs the scheduled check.
async fn next_hour(test: &TestApp) -> u64 {
    test.clock.advance(HOUR);
    test.domains.check_due(test.clock.now()).await.unwrap()
}

/// Server and data of the events, in their order.
async fn events(test: &TestApp) -> Vec<(i64, Value)> {
    let mut conn = test.store.read().await.unwrap();
    let sql = "SELECT server_id, data FROM events WHERE kind = 'domain.dns_error' ORDER BY server_id, id";
    let rows = conn.fetch_all(sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| (row.get(0).unwrap(), serde_json::from_str(&row.get::<String>(1).unwrap()).unwrap()))
        .collect()
}

/// Recipient and subject of the mails that wait, by recipient.
async fn mails(test: &TestApp) -> Vec<(String, String)> {
    let mut conn = test.store.read().await.unwrap();
    let rows = conn.fetch_all("SELECT recipient, subject FROM mails", &[]).await.unwrap();
    let mut mails: Vec<_> = rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect();
    mails.sort();
    mails
}

#[tokio::test]
async fn a_domain_that_breaks_is_told_at_the_second_check_and_when_something_changes() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let (other_admin, _) = member(&test, &test.organization, Role::Admin, None).await;
    member(&test, &test.organization, Role::Developer, None).await;
    assert_eq!(next_hour(&test).await, 0, "never checked, so not due");
    publish(&dns, &test.domain);
    assert_eq!(api.post(&token, &format!("{PATH}/check"), Value::Null).await.json["dns_ok"], true);
    assert_eq!(test.domains.check_due(test.clock.now()).await.unwrap(), 0, "checked just now");
    assert_eq!(next_hour(&test).await, 1);

    dns.remove("acme.example");
    next_hour(&test).await;
    let doubted = api.get(&token, PATH).await.json;
    assert_eq!((&doubted["spf"]["status"], &doubted["dns_ok"]), (&json!("OK"), &json!(true)));
    assert!(doubted["spf"]["warning"].as_str().unwrap().ends_with("No SPF record exists for this domain"));
    assert_eq!(events(&test).await, []);

    next_hour(&test).await;
    let told = events(&test).await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].1,
        json!({
            "server": {
                "uuid": test.server.uuid, "name": "mail", "permalink": "mail", "organization": "acme",
            },
            "domain": "acme.example",
            "uuid": test.domain.uuid,
            "dns_checked_at": test.clock.now().0 as f64 / 1_000_000.0,
            "spf_status": "Missing",
            "spf_error": "No SPF record exists for this domain",
            "dkim_status": "OK",
            "dkim_error": null,
            "mx_status": "Missing",
            "mx_error": "There are no MX records for acme.example",
            "return_path_status": "Missing",
            "return_path_error": "There is no return path record at psrp.acme.example",
        })
    );
    let subject = "[acme/mail] The DNS records of acme.example are no longer right".to_owned();
    let told_people = mails(&test).await;
    let mut recipients = ["admin@acme.example".to_owned(), other_admin.email_address];
    recipients.sort();
    assert_eq!(told_people, recipients.iter().map(|to| (to.clone(), subject.clone())).collect::<Vec<_>>());

    next_hour(&test).await;
    assert_eq!(events(&test).await.len(), 1, "nothing has changed");
    dns.remove(&format!("postal-{}._domainkey.acme.example", test.domain.dkim_identifier));
    next_hour(&test).await;
    next_hour(&test).await;
    assert_eq!(events(&test).await.len(), 2, "DKIM is wrong, too");
    assert_eq!(mails(&test).await.len(), 2, "people know already");

    publish(&dns, &test.domain);
    next_hour(&test).await;
    assert_eq!((events(&test).await.len(), mails(&test).await.len()), (2, 2));
    dns.remove("acme.example");
    next_hour(&test).await;
    next_hour(&test).await;
    assert_eq!((events(&test).await.len(), mails(&test).await.len()), (3, 4), "it was right in between");
}

#[tokio::test]
async fn an_organizations_domain_is_told_to_every_server_and_one_never_right_to_no_person() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let second = create_server(&test, &test.organization, "second").await;
    let form = postal::domains::DomainForm { name: "org.example".to_owned(), ..Default::default() };
    let owner = DomainOwner::Organization(test.organization.id);
    let domain = test.domains.create(test.organization.id, owner, &form, true).await.unwrap();
    dns.txt("org.example", &["something else"]);
    assert!(!postal::domains::is_dns_ok(&test.domains.check(&domain).await.unwrap()));
    assert_eq!(events(&test).await, [], "a person has looked");
    assert_eq!(next_hour(&test).await, 1);
    let servers: Vec<i64> = events(&test).await.into_iter().map(|(server, _)| server).collect();
    assert_eq!(servers, [test.server.id.0, second.id.0]);
    assert_eq!(mails(&test).await, []);
}

#[tokio::test]
async fn a_failed_look_up_changes_nothing_and_a_slow_domain_stops_no_other() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    publish(&dns, &test.domain);
    test.domains.check(&test.domain).await.unwrap();
    let slow = crate::support::app::create_domain(&test, &test.server, "slow.example").await;
    dns.ns("slow.example", "ns.acme.example").txt("slow.example", &["x"]);
    test.domains.check(&slow).await.unwrap();
    dns.serv_fail("acme.example").silence("slow.example");
    for _ in 0..3 {
        assert_eq!(next_hour(&test).await, 2);
    }
    assert_eq!(events(&test).await.len(), 1, "only the domain that was never right");
    let api = Api::new(&test);
    let token = test.token().await;
    let seen = api.get(&token, PATH).await.json;
    assert_eq!((&seen["spf"]["status"], &seen["dns_ok"]), (&json!("OK"), &json!(true)));
    assert_eq!(seen["spf"]["lookup_failed_at"], test.clock.now().to_rfc3339());
    assert!(seen["spf"]["lookup_error"].as_str().unwrap().contains("acme.example failed"));
    assert_eq!(seen["dkim"].get("lookup_failed_at"), None);
    dns.recover("acme.example");
    let seen = api.post(&token, &format!("{PATH}/check"), Value::Null).await.json;
    assert_eq!(seen["spf"], json!({ "status": "OK" }));
}

#[tokio::test]
async fn several_spf_records_many_look_ups_and_flattened_aliases() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    dns.txt("acme.example", &["v=spf1 include:spf.postal.example.com include:deep.example -all"]);
    dns.txt("deep.example", &["v=spf1 a mx include:deeper.example a:b.example a:c.example -all"]);
    dns.txt("deeper.example", &["v=spf1 a mx a:d.example a:e.example a:f.example include:deep.example -all"]);
    dns.a("psrp.acme.example", "192.0.2.9").a("rp.postal.example.com", "192.0.2.9");
    let seen = api.post(&token, &format!("{PATH}/check"), Value::Null).await.json;
    assert_eq!(seen["spf"]["status"], "OK");
    assert!(seen["spf"]["warning"].as_str().unwrap().contains("more than 10 look-ups"));
    assert_eq!(seen["return_path"], json!({ "status": "OK" }));
    dns.txt("acme.example", &["v=spf1 -all"]);
    let seen = api.post(&token, &format!("{PATH}/check"), Value::Null).await.json;
    assert_eq!(seen["spf"]["status"], "OK");
    assert!(seen["spf"]["warning"].as_str().unwrap().starts_with("There are 2 SPF records."));
    let records = api.get(&token, &format!("{PATH}/records")).await.json;
    let spf = records["items"].as_array().unwrap().iter().find(|record| record["purpose"] == "spf").unwrap();
    assert_eq!(spf["found"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn dmarc_is_checked_with_the_domain_above() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let check = async |domain: &str| {
        let path = format!("/organizations/acme/servers/mail/domains/{domain}/check");
        api.post(&token, &path, Value::Null).await.json["dmarc"].clone()
    };
    dns.txt("acme.example", &["x"]);
    let missing = check("acme.example").await;
    assert_eq!(missing["status"], "Missing");
    assert_eq!(missing["error"], "There is no DMARC record at _dmarc.acme.example");
    assert!(missing["suggestion"].as_str().unwrap().contains("\"v=DMARC1; p=none;\""));

    dns.txt("_dmarc.acme.example", &["v=DMARC1; p=reject; sp=quarantine; aspf=s"]);
    let own = check("acme.example").await;
    assert_eq!((&own["status"], &own["policy"]), (&json!("OK"), &json!("reject")));
    assert_eq!((&own["dkim_alignment"], &own["spf_alignment"]), (&json!("relaxed"), &json!("strict")));
    assert_eq!((&own["record_name"], own.get("suggestion")), (&json!("_dmarc.acme.example"), None));
    assert!(own["warning"].as_str().unwrap().contains("DKIM record is not right"));

    crate::support::app::create_domain(&test, &test.server, "news.acme.example").await;
    let inherited = check("news.acme.example").await;
    assert_eq!((&inherited["status"], &inherited["record_name"]), (&json!("OK"), &json!("_dmarc.acme.example")));
    assert_eq!(inherited["subdomain_policy"], "quarantine");

    dns.txt("_dmarc.acme.example", &["v=DMARC1; p=none"]);
    let two = check("acme.example").await;
    assert_eq!(two["error"], "There are 2 DMARC records at _dmarc.acme.example. There should only be one.");
    dns.remove("_dmarc.acme.example").txt("_dmarc.acme.example", &["v=DMARC1; p=maybe"]);
    assert_eq!(check("acme.example").await["status"], "Invalid");
}

#[tokio::test]
async fn records_are_offered_whole_cut_and_as_a_zone_file() {
    let dns = FakeDns::start().await;
    let test = with(&dns).await;
    let api = Api::new(&test);
    let token = test.token().await;
    let records = api.get(&token, &format!("{PATH}/records")).await.json;
    let dkim = records["items"].as_array().unwrap().iter().find(|record| record["purpose"] == "dkim").unwrap();
    let strings: Vec<&str> = dkim["strings"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    assert_eq!(strings.len(), 2);
    assert_eq!((strings[0].len(), strings.concat().as_str()), (255, dkim["value"].as_str().unwrap()));
    assert_eq!((&dkim["ttl"], &dkim["dkim_key"], &dkim["found"]), (&json!(3600), &json!("active"), &json!([])));
    let file = api.get(&token, &format!("{PATH}/zone_file")).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"acme.example.zone\"");
    let line = format!("{} 3600 IN TXT \"{}\" \"{}\"\n", dkim["name"].as_str().unwrap(), strings[0], strings[1]);
    assert!(file.text.contains(&line), "{}", file.text);
    assert!(file.text.contains("$ORIGIN acme.example.\n"));
    assert!(file.text.contains("@ 3600 IN MX 10 mx1.postal.example.com. ; optional\n"), "{}", file.text);
    assert!(file.text.contains("psrp 3600 IN CNAME rp.postal.example.com. ; optional\n"), "{}", file.text);
}
