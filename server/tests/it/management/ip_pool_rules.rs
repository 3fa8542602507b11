//! Rules that say which mail leaves by which pool.

use poem::http::StatusCode;
use postal::ip_pools::IpPoolForm;
use postal::model::{IpPool, Role};
use serde_json::json;

use crate::support::app::{START, TestApp, create_server};
use crate::support::management_api::{Api, member};

const OF_ORGANIZATION: &str = "/organizations/acme/ip-pool-rules";
const OF_SERVER: &str = "/organizations/acme/servers/mail/ip-pool-rules";

async fn pool(test: &TestApp, name: &str, is_assigned: bool) -> IpPool {
    let pool = test.ip_pools.create(&IpPoolForm { name: name.to_owned(), is_default: false }).await.unwrap();
    if is_assigned {
        test.ip_pools.assign(test.organization.id, std::slice::from_ref(&pool.uuid)).await.unwrap();
    }
    pool
}

#[tokio::test]
async fn rules_of_a_server_and_of_an_organization_are_made_read_changed_and_deleted() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let pool = pool(&test, "Bulk", true).await;
    for path in [OF_ORGANIZATION, OF_SERVER] {
        let body = json!({ "ip_pool": pool.uuid, "from_text": " news@acme.example \r\n\r\n*.acme.example\n" });
        let made = api.post(&token, path, body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let time = START.to_rfc3339();
        let expected = json!({
            "uuid": made.json["uuid"], "ip_pool": pool.uuid, "ip_pool_name": "Bulk",
            "from_text": "news@acme.example\n*.acme.example", "created_at": time, "updated_at": time,
        });
        assert_eq!(made.json, expected);
        let item = format!("{path}/{}", made.json["uuid"].as_str().unwrap());
        assert_eq!(api.get(&token, &item).await.json, expected);
        let newer = api.post(&token, path, json!({ "ip_pool": pool.uuid, "to_text": "gmail.example" })).await.json;
        let changed = api.patch(&token, &item, json!({ "from_text": null, "to_text": "a.example" })).await.json;
        assert_eq!((changed.get("from_text"), &changed["to_text"]), (None, &json!("a.example")));
        assert_eq!(api.get(&token, path).await.json, json!({ "items": [newer, changed] }), "newest first");
        let first = api.get(&token, &format!("{path}?limit=1")).await.json;
        let next = format!("{path}?cursor={}", first["next_cursor"].as_str().unwrap());
        assert_eq!(api.get(&token, &next).await.json, json!({ "items": [changed] }));
        let other = if path == OF_SERVER { OF_ORGANIZATION } else { OF_SERVER };
        let wrong = format!("{other}/{}", changed["uuid"].as_str().unwrap());
        assert_eq!(api.get(&token, &wrong).await.status, StatusCode::NOT_FOUND, "another owner's");
        assert_eq!(api.delete(&token, &item, json!(null)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(api.get(&token, &item).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_rule_has_a_pool_of_the_organization_and_a_condition() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (foreign, own) = (pool(&test, "Foreign", false).await, pool(&test, "Own", true).await);
    for (body, fields) in [
        (json!({ "ip_pool": own.uuid }), vec![" required"]),
        (json!({ "ip_pool": "", "from_text": " \n", "to_text": "" }), vec![" required", "/ip_pool blank"]),
        (json!({ "ip_pool": foreign.uuid, "to_text": "a.example" }), vec!["/ip_pool invalid"]),
        (json!({ "ip_pool": own.uuid, "to_text": "a b" }), vec!["/to_text invalid"]),
        (json!({ "ip_pool": own.uuid, "from_text": "x".repeat(256) }), vec!["/from_text too_long"]),
        (json!({ "to_text": "a.example" }), vec!["/ip_pool required"]),
    ] {
        assert_eq!(api.post(&token, OF_SERVER, body.clone()).await.fields(), fields, "{body}");
    }
    let refused = api.post(&token, OF_ORGANIZATION, json!({ "ip_pool": own.uuid })).await;
    assert_eq!(refused.json["fields"][0]["message"], "At least one rule condition must be specified");
    let made = api.post(&token, OF_SERVER, json!({ "ip_pool": own.uuid, "to_text": "a.example" })).await.json;
    let item = format!("{OF_SERVER}/{}", made["uuid"].as_str().unwrap());
    assert_eq!(api.patch(&token, &item, json!({ "to_text": null })).await.fields(), [" required"]);
    assert_eq!(api.patch(&token, &item, json!({ "ip_pool": foreign.uuid })).await.fields(), ["/ip_pool invalid"]);
    // A pool that was taken away may stay.
    test.ip_pools.assign(test.organization.id, &[]).await.unwrap();
    let kept = api.patch(&token, &item, json!({ "ip_pool": own.uuid, "to_text": "b.example" })).await;
    assert_eq!((kept.status, &kept.json["to_text"]), (StatusCode::OK, &json!("b.example")));
}

#[tokio::test]
async fn members_read_developers_write_and_others_see_nothing() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let pool = pool(&test, "Bulk", true).await;
    let (_, viewer) = member(&test, &test.organization, Role::Viewer, None).await;
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let rule = json!({ "ip_pool": pool.uuid, "to_text": "a.example" });
    assert_eq!(api.post(&viewer, OF_SERVER, rule.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.post(&developer, OF_SERVER, rule.clone()).await.status, StatusCode::CREATED);
    assert_eq!(api.get(&viewer, OF_SERVER).await.json["items"].as_array().map(Vec::len), Some(1));
    // Who sees some servers only changes nothing for all.
    let other = create_server(&test, &test.organization, "other").await;
    let (_, limited) = member(&test, &test.organization, Role::Developer, Some(&[other.id])).await;
    assert_eq!(api.get(&limited, OF_SERVER).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.post(&limited, OF_ORGANIZATION, rule).await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.get(&limited, OF_ORGANIZATION).await.json, json!({ "items": [] }));
}
