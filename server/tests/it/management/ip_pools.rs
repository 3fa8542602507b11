//! IP pools, their addresses, and who may use them.

use poem::http::{Method, StatusCode};
use postal::app::Roles;
use postal::ip_pools::IpPoolRuleForm;
use postal::model::{Role, RuleOwner};
use postal::tenancy::OrganizationForm;
use serde_json::{Value, json};

use crate::support::app::{START, TestApp, create_user};
use crate::support::management_api::{Api, member, token_of};

const OF_ORGANIZATION: &str = "/organizations/acme/ip-pools";

async fn create(api: &Api, token: &str, body: Value) -> Value {
    let made = api.post(token, "/ip-pools", body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json
}

async fn assign(api: &Api, token: &str, uuids: &[&Value]) -> Value {
    let set = api.call(token, Method::PUT, OF_ORGANIZATION, json!({ "ip_pools": uuids })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    set.json
}

fn path(pool: &Value) -> String {
    format!("/ip-pools/{}", pool["uuid"].as_str().unwrap())
}

#[tokio::test]
async fn a_pool_is_made_read_changed_listed_and_deleted() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let pool = create(&api, &token, json!({ "name": " Bulk " })).await;
    let time = START.to_rfc3339();
    let expected =
        json!({ "uuid": pool["uuid"], "name": "Bulk", "default": false, "created_at": time, "updated_at": time });
    assert_eq!(pool, expected);
    assert_eq!(api.get(&token, &path(&pool)).await.json, pool);
    let other = create(&api, &token, json!({ "name": "Another", "default": true })).await;
    assert_eq!(api.get(&token, "/ip-pools").await.json, json!({ "items": [other, pool] }));
    let first = api.get(&token, "/ip-pools?limit=1").await.json;
    let next = format!("/ip-pools?cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(api.get(&token, &next).await.json, json!({ "items": [pool] }));
    // A new default takes the place of the old one.
    let changed = api.patch(&token, &path(&pool), json!({ "name": "Mass", "default": true })).await.json;
    assert_eq!((&changed["name"], &changed["default"]), (&json!("Mass"), &json!(true)));
    assert_eq!(api.get(&token, &path(&other)).await.json["default"], json!(false));
    assert_eq!(api.post(&token, "/ip-pools", json!({ "name": " " })).await.fields(), ["/name blank"]);
    assert_eq!(api.patch(&token, &path(&pool), json!({ "name": "" })).await.fields(), ["/name blank"]);
    assert_eq!(api.delete(&token, &path(&pool), json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path(&pool)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn addresses_are_checked_and_each_is_there_once() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let pool = create(&api, &token, json!({ "name": "Bulk" })).await;
    let addresses = format!("{}/addresses", path(&pool));
    let body = json!({ "ipv4": " 192.0.2.1 ", "ipv6": "2001:DB8:0:0::1", "hostname": "Mail1.Example.com." });
    let made = api.post(&token, &addresses, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let time = START.to_rfc3339();
    let expected = json!({
        "id": made.json["id"], "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "hostname": "mail1.example.com",
        "priority": 100, "machines": [], "created_at": time, "updated_at": time,
    });
    assert_eq!(made.json, expected);
    let other = create(&api, &token, json!({ "name": "Other" })).await;
    let elsewhere = format!("{}/addresses", path(&other));
    for (body, fields) in [
        (json!({ "ipv4": "", "hostname": "" }), vec!["/hostname blank", "/ipv4 blank"]),
        (json!({ "ipv4": "192.0.2.300", "hostname": "a b" }), vec!["/hostname invalid", "/ipv4 invalid"]),
        (json!({ "ipv4": "192.0.2.2", "ipv6": "192.0.2.3", "hostname": "a.example" }), vec!["/ipv6 invalid"]),
        (json!({ "ipv4": "192.0.2.1", "hostname": "a.example" }), vec!["/ipv4 taken"]),
        (json!({ "ipv4": "192.0.2.2", "ipv6": "2001:db8::0:1", "hostname": "a.example" }), vec!["/ipv6 taken"]),
        (
            json!({ "ipv4": "192.0.2.2", "hostname": "a.example", "priority": 101 }),
            vec!["/priority less_than_or_equal_to"],
        ),
        (
            json!({ "ipv4": "192.0.2.2", "hostname": "a.example", "priority": -1 }),
            vec!["/priority greater_than_or_equal_to"],
        ),
    ] {
        assert_eq!(api.post(&token, &elsewhere, body.clone()).await.fields(), fields, "{body}");
    }
    let low = json!({ "ipv4": "192.0.2.2", "hostname": "b.example", "priority": 1 });
    let low = api.post(&token, &addresses, low).await.json;
    let highest = json!({ "ipv4": "192.0.2.3", "hostname": "c.example" });
    let highest = api.post(&token, &addresses, highest).await.json;
    let item = format!("{addresses}/{}", made.json["id"]);
    let changed = api.patch(&token, &item, json!({ "priority": 50, "ipv6": null })).await.json;
    assert_eq!((&changed["priority"], changed.get("ipv6")), (&json!(50), None));
    assert_eq!(api.get(&token, &addresses).await.json, json!({ "items": [highest, changed, low] }));
    let first = api.get(&token, &format!("{addresses}?limit=2")).await.json;
    let next = format!("{addresses}?cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(api.get(&token, &next).await.json, json!({ "items": [low] }));
    assert_eq!(api.get(&token, &item).await.json, changed);
    // An address of another pool is not there.
    let wrong = format!("{elsewhere}/{}", changed["id"]);
    assert_eq!(api.delete(&token, &wrong, json!(null)).await.status, StatusCode::NOT_FOUND);
    let refused = api.delete(&token, &path(&pool), json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "has_addresses"));
    for address in [&changed, &low, &highest] {
        let item = format!("{addresses}/{}", address["id"]);
        assert_eq!(api.delete(&token, &item, json!(null)).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(api.delete(&token, &path(&pool), json!(null)).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_organization_gets_pools_and_sees_what_it_still_uses() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let bulk = create(&api, &token, json!({ "name": "Bulk" })).await;
    let main = create(&api, &token, json!({ "name": "Main", "default": true })).await;
    let address = json!({ "ipv4": "192.0.2.1", "hostname": "a.example" });
    api.post(&token, &format!("{}/addresses", path(&bulk)), address).await;
    let answer = assign(&api, &token, &[&bulk["uuid"], &main["uuid"], &main["uuid"]]).await;
    let view = |pool: &Value, assigned: bool, servers: i64, rules: i64, addresses: Value| {
        json!({ "uuid": pool["uuid"], "name": pool["name"], "default": pool["default"], "assigned": assigned,
                "servers": servers, "rules": rules, "addresses": addresses })
    };
    let addresses = json!([{ "ipv4": "192.0.2.1", "hostname": "a.example" }]);
    let both = json!({ "items": [view(&main, true, 0, 0, json!([])), view(&bulk, true, 0, 0, addresses.clone())] });
    assert_eq!(answer, both, "the default comes first");
    let (_, viewer) = member(&test, &test.organization, Role::Viewer, None).await;
    assert_eq!(api.get(&viewer, OF_ORGANIZATION).await.json, both);
    let refused = api.call(&viewer, Method::PUT, OF_ORGANIZATION, json!({ "ip_pools": [] })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let server = "/organizations/acme/servers/mail";
    let changed = api.patch(&token, server, json!({ "ip_pool": bulk["uuid"] })).await.json;
    assert_eq!((&changed["ip_pool"], &changed["ip_pool_name"]), (&bulk["uuid"], &json!("Bulk")));
    let rule = IpPoolRuleForm {
        ip_pool: bulk["uuid"].as_str().unwrap().to_owned(),
        to_text: Some("a.example".to_owned()),
        ..IpPoolRuleForm::default()
    };
    let owner = RuleOwner::Organization(test.organization.id);
    test.ip_pools.create_rule(test.organization.id, owner, &rule).await.unwrap();
    let unknown = json!({ "ip_pools": [bulk["uuid"], "none"] });
    assert_eq!(api.call(&token, Method::PUT, OF_ORGANIZATION, unknown).await.fields(), ["/ip_pools/1 invalid"]);
    // Taken away, it goes on where it is in use.
    let left = assign(&api, &token, &[]).await;
    assert_eq!(left, json!({ "items": [view(&bulk, false, 1, 1, addresses)] }));
    let kept = api.patch(&token, server, json!({ "ip_pool": bulk["uuid"], "name": "renamed" })).await;
    assert_eq!((kept.status, &kept.json["ip_pool"]), (StatusCode::OK, &bulk["uuid"]));
    let refused = api.delete(&token, &path(&bulk), json!(null)).await;
    assert_eq!(refused.code(), "has_addresses");
}

#[tokio::test]
async fn a_pool_with_servers_stays_and_its_rules_go_with_it() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let pool = create(&api, &token, json!({ "name": "Bulk" })).await;
    assign(&api, &token, &[&pool["uuid"]]).await;
    let server = "/organizations/acme/servers/mail";
    api.patch(&token, server, json!({ "ip_pool": pool["uuid"] })).await;
    let refused = api.delete(&token, &path(&pool), json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "has_servers"));
    let rules = "/organizations/acme/ip-pool-rules";
    let rule = json!({ "ip_pool": pool["uuid"], "to_text": "a.example" });
    assert_eq!(api.post(&token, rules, rule).await.status, StatusCode::CREATED);
    let changed = api.patch(&token, server, json!({ "ip_pool": null })).await.json;
    assert_eq!(changed.get("ip_pool"), None);
    assert_eq!(api.delete(&token, &path(&pool), json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, rules).await.json, json!({ "items": [] }));
    assert_eq!(api.get(&token, OF_ORGANIZATION).await.json, json!({ "items": [] }));
}

#[tokio::test]
async fn a_server_sends_by_a_pool_of_its_organization_only() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let foreign = create(&api, &token, json!({ "name": "Foreign" })).await;
    let servers = "/organizations/acme/servers";
    let made = api.post(&token, servers, json!({ "name": "fresh", "ip_pool": foreign["uuid"] })).await;
    assert_eq!(made.fields(), ["/ip_pool invalid"]);
    assert_eq!(made.json["fields"][0]["message"], "must belong to the organization");
    let body = json!({ "ip_pool": foreign["uuid"], "name": "" });
    let changed = api.patch(&token, &format!("{servers}/mail"), body).await;
    assert_eq!(changed.fields(), ["/ip_pool invalid", "/name blank"]);
    assign(&api, &token, &[&foreign["uuid"]]).await;
    let made = api.post(&token, servers, json!({ "name": "fresh", "ip_pool": foreign["uuid"] })).await;
    assert_eq!((made.status, &made.json["ip_pool_name"]), (StatusCode::CREATED, &json!("Foreign")));
    // Without pools in use a server gets none by itself, and the header does not name one.
    let made = api.post(&token, servers, json!({ "name": "other" })).await;
    assert_eq!(made.json.get("ip_pool"), None);
    assert_eq!(api.get(&token, &format!("{servers}/fresh/header")).await.json.get("ip_pool_name"), None);
}

#[tokio::test]
async fn new_organizations_get_the_default_pool_and_new_servers_send_by_it() {
    let test = TestApp::with(Roles::ALL, |config| config.postal.use_ip_pools = true).await;
    let (api, token) = (Api::new(&test), test.token().await);
    assert_eq!(api.get("", "/info").await.json["use_ip_pools"], json!(true));
    create(&api, &token, json!({ "name": "A pool" })).await;
    let main = create(&api, &token, json!({ "name": "Main", "default": true })).await;
    let form = OrganizationForm { name: "Fresh".to_owned(), permalink: None, time_zone: None };
    test.tenancy.create_organization(test.user.id, &form).await.unwrap();
    let pools = api.get(&token, "/organizations/fresh/ip-pools").await.json;
    assert_eq!(pools["items"].as_array().unwrap().len(), 1);
    assert_eq!(pools["items"][0]["uuid"], main["uuid"]);
    let made = api.post(&token, "/organizations/fresh/servers", json!({ "name": "mail" })).await.json;
    assert_eq!(made["ip_pool_name"], "Main");
    let header = api.get(&token, "/organizations/fresh/servers/mail/header").await.json;
    assert_eq!(header["ip_pool_name"], "Main");
}

#[tokio::test]
async fn pools_are_for_administrators_with_the_scope() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let reading = token_of(&test, &test.user, Some(&["ip_pools:read"])).await;
    assert_eq!(api.get(&reading, "/ip-pools").await.status, StatusCode::OK);
    assert_eq!(api.post(&reading, "/ip-pools", json!({ "name": "x" })).await.code(), "missing_scope");
    let other = token_of(&test, &test.user, Some(&["servers:write"])).await;
    assert_eq!(api.get(&other, "/ip-pools").await.code(), "missing_scope");
    assert_eq!(api.get(&other, OF_ORGANIZATION).await.code(), "missing_scope");
    let stranger = create_user(&test, "stranger@example.com", false).await;
    let stranger = token_of(&test, &stranger, None).await;
    assert_eq!(api.get(&stranger, "/ip-pools").await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.get(&stranger, OF_ORGANIZATION).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_application_may_name_a_pool_of_its_organization() {
    for is_on in [true, false] {
        let test = TestApp::with(Roles::ALL, |config| config.postal.use_ip_pools = is_on).await;
        let (api, token) = (Api::new(&test), test.token().await);
        let pool = create(&api, &token, json!({ "name": "Bulk" })).await;
        let send = |pool: &Value| json!({ "from": "a@acme.example", "to": ["b@example.net"], "text": "x", "options": { "ip_pool": pool } });
        let messages = "/organizations/acme/servers/mail/messages";
        let refused = api.post(&token, messages, send(&pool["uuid"])).await;
        assert_eq!(refused.fields(), ["/options/ip_pool invalid"]);
        assign(&api, &token, &[&pool["uuid"]]).await;
        let sent = api.post(&token, messages, send(&pool["uuid"])).await;
        if is_on {
            assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text);
            assert_eq!(api.post(&token, messages, send(&json!("none\0"))).await.fields(), ["/options/ip_pool invalid"]);
        } else {
            // It would be sent from somewhere else.
            assert_eq!(sent.fields(), ["/options/ip_pool invalid"]);
        }
    }
}
