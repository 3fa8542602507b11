//! Tokens that see less than their owner.

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_server};
use crate::support::management_api::{Api, member};

async fn limited(api: &Api, token: &str, mut limits: Value) -> String {
    limits["name"] = json!("limited");
    let made = api.post(token, "/tokens", limits).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json["token"].as_str().unwrap().to_owned()
}

fn permalinks(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|it| it["permalink"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_token_limited_to_organizations_sees_no_others_and_not_the_installation() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let only = limited(&api, &token, json!({ "organizations": ["beta"] })).await;
    assert_eq!(permalinks(&api.get(&only, "/organizations").await.json), ["beta"]);
    assert_eq!(api.get(&only, "/organizations/acme").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&only, "/organizations/acme/servers/mail").await.status, StatusCode::NOT_FOUND);
    let made = api.post(&only, "/organizations/beta/servers", json!({ "name": "News", "mode": "Live" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(api.get(&only, "/users").await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.post(&only, "/tokens", json!({ "name": "all" })).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_token_limited_to_mail_servers_sees_no_others_and_changes_nothing_above() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    create_server(&test, &test.organization, "other").await;
    let only = limited(
        &api,
        &token,
        json!({ "servers": ["acme/mail"], "scopes": ["servers:read", "servers:write",
        "organizations:read", "organizations:write"] }),
    )
    .await;
    assert_eq!(permalinks(&api.get(&only, "/organizations").await.json), ["acme"]);
    assert_eq!(permalinks(&api.get(&only, "/organizations/acme/servers").await.json), ["mail"]);
    assert_eq!(api.get(&only, "/organizations/acme/servers/other").await.status, StatusCode::NOT_FOUND);
    let renamed = api.patch(&only, "/organizations/acme/servers/mail", json!({ "name": "Post" })).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.text);
    for (path, body) in [
        ("/organizations/acme/servers", json!({ "name": "x", "mode": "Live" })),
        ("/organizations/acme/suspend", json!({ "reason": "x" })),
    ] {
        assert_eq!(api.post(&only, path, body).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let shown = api.get(&token, "/tokens").await;
    assert_eq!(shown.json["items"][0]["servers"], json!(["acme/mail"]));
    assert_eq!(shown.json["items"][0]["organizations"], json!(["acme"]));
}

#[tokio::test]
async fn a_token_never_sees_more_than_its_owner() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let other = create_server(&test, &test.organization, "other").await;
    let (user, token) = member(&test, &test.organization, Role::Developer, Some(&[test.server.id])).await;
    // Limited to both while the owner sees both, then the owner sees one.
    let only = limited(&api, &token, json!({ "servers": ["acme/mail", "acme/other"] })).await;
    assert_eq!(permalinks(&api.get(&only, "/organizations/acme/servers").await.json), ["mail"]);
    assert_eq!(api.get(&only, "/organizations/acme/servers/other").await.status, StatusCode::NOT_FOUND);
    let admin = test.token().await;
    let gone = api.delete(&admin, &format!("/organizations/acme/members/{}", user.uuid), json!(null)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&only, "/organizations").await.json["items"], json!([]));
    assert_eq!(api.get(&only, "/organizations/acme").await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.permalink, "other");
}

#[tokio::test]
async fn a_token_works_from_its_networks_only() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    // Requests of these tests come from loopback.
    let here = limited(&api, &token, json!({ "networks": ["127.0.0.1", "2001:db8::/32"] })).await;
    assert_eq!(api.get(&here, "/me").await.status, StatusCode::OK);
    let elsewhere = limited(&api, &token, json!({ "networks": ["192.0.2.7/24"] })).await;
    let refused = api.get(&elsewhere, "/me").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "address_not_allowed"));
    assert_eq!(api.get(&token, "/tokens").await.json["items"][0]["networks"], json!(["192.0.2.0/24"]));
    assert_eq!(api.post(&here, "/tokens", json!({ "name": "free" })).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn limits_that_name_nothing_are_refused_each_at_its_place() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "name": "x", "organizations": ["acme", "none"], "servers": ["acme/mail", "acme/none", "mail"],
        "networks": ["10.0.0.0/33"] });
    let expected =
        ["/networks/0 invalid", "/organizations/1 inclusion", "/servers/1 inclusion", "/servers/2 inclusion"];
    assert_eq!(api.post(&token, "/tokens", body).await.fields(), expected);
    let body = json!({ "name": "x", "organizations": [], "servers": [], "networks": [] });
    assert_eq!(
        api.post(&token, "/tokens", body).await.fields(),
        ["/networks blank", "/organizations blank", "/servers blank"]
    );
    let (_, member) = member(&test, &test.organization, Role::Viewer, None).await;
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let body = json!({ "name": "x", "organizations": ["beta"] });
    assert_eq!(api.post(&member, "/tokens", body).await.fields(), ["/organizations/0 inclusion"]);
}
