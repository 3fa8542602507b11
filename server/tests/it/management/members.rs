//! Members: adding, changing and removing them.

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::json;

use crate::support::app::{TestApp, create_server, create_user};
use crate::support::management_api::{Api, member, token_of};

const PATH: &str = "/organizations/acme/members";

#[tokio::test]
async fn a_user_becomes_a_member_with_role_and_servers() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let user = create_user(&test, "dev@acme.example", false).await;
    let theirs = token_of(&test, &user, None).await;
    create_server(&test, &test.organization, "other").await;
    let refused = api
        .post(
            &token,
            PATH,
            json!({ "email_address": "nobody@x.example", "role": "viewer", "has_all_servers": false,
                                       "servers": ["mail", "none"] }),
        )
        .await;
    assert_eq!(refused.fields(), ["/email_address invalid", "/servers/1 inclusion"]);
    let body = json!({ "email_address": "DEV@acme.example", "role": "developer", "has_all_servers": false,
                       "servers": ["mail"] });
    let added = api.post(&token, PATH, body.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
    assert_eq!((&added.json["role"], &added.json["servers"]), (&json!("developer"), &json!(["mail"])));
    assert_eq!(api.post(&token, PATH, body).await.fields(), ["/email_address taken"]);

    let servers = api.get(&theirs, "/organizations/acme/servers").await;
    assert_eq!(servers.json["items"].as_array().unwrap().len(), 1);
    assert_eq!(api.get(&theirs, "/organizations/acme/servers/other").await.status, StatusCode::NOT_FOUND);
    let rename = api.patch(&theirs, "/organizations/acme/servers/mail", json!({ "name": "Renamed" })).await;
    assert_eq!(rename.status, StatusCode::OK);
    let create = api.post(&theirs, "/organizations/acme/servers", json!({ "name": "New" })).await;
    assert_eq!(create.status, StatusCode::FORBIDDEN);

    let path = format!("{PATH}/{}", user.uuid);
    let both = json!({ "has_all_servers": true, "servers": ["mail"] });
    assert_eq!(api.patch(&token, &path, both).await.fields(), ["/servers invalid"]);
    let changed = api.patch(&token, &path, json!({ "role": "viewer", "has_all_servers": true })).await;
    assert_eq!((&changed.json["role"], &changed.json["servers"]), (&json!("viewer"), &json!([])));
    assert_eq!(api.get(&theirs, "/organizations/acme/servers/other").await.status, StatusCode::OK);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&theirs, "/organizations/acme").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_gives_or_takes_a_role_above_their_own() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let (_, admin) = member(&test, &test.organization, Role::Admin, None).await;
    let (owner, _) = member(&test, &test.organization, Role::Owner, None).await;
    let (viewer, _) = member(&test, &test.organization, Role::Viewer, None).await;
    let owner = format!("{PATH}/{}", owner.uuid);
    assert_eq!(api.patch(&admin, &owner, json!({ "role": "viewer" })).await.code(), "role_above_own");
    assert_eq!(api.delete(&admin, &owner, json!(null)).await.code(), "role_above_own");
    let viewer = format!("{PATH}/{}", viewer.uuid);
    assert_eq!(api.patch(&admin, &viewer, json!({ "role": "owner" })).await.code(), "role_above_own");
    assert_eq!(api.patch(&admin, &viewer, json!({ "role": "admin" })).await.status, StatusCode::OK);
}
