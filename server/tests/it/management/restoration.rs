//! Deleted mail servers and organizations come back until the purge has begun; domains move between owners.

use poem::http::StatusCode;
use postal::clock::Clock as _;
use postal::model::Role;
use postal::store::{organizations, purge, servers};
use serde_json::json;

use crate::support::app::{TestApp, create_server};
use crate::support::management_api::{Api, member};

const SERVER: &str = "/organizations/acme/servers/mail";

#[tokio::test]
async fn a_deleted_server_comes_back_with_what_it_had() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.delete(&token, SERVER, json!({ "confirm": "mail" })).await;
    assert_eq!(api.get(&token, SERVER).await.status, StatusCode::NOT_FOUND);
    let deleted = api.get(&token, "/organizations/acme/deleted-servers").await;
    assert_eq!(deleted.json["items"][0]["permalink"], "mail", "{}", deleted.text);
    assert!(deleted.json["items"][0]["deleted_at"].is_string());
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    assert_eq!(api.post(&developer, &format!("{SERVER}/restore"), json!(null)).await.status, StatusCode::FORBIDDEN);
    let path = format!("/organizations/acme/servers/{}/restore", test.server.uuid);
    let restored = api.post(&token, &path, json!(null)).await;
    assert_eq!((restored.status, restored.json.get("deleted_at")), (StatusCode::OK, None), "{}", restored.text);
    assert_eq!(api.get(&token, &format!("{SERVER}/domains")).await.json["items"][0]["name"], "acme.example");
    assert_eq!(api.post(&token, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    let none = api.get(&token, "/organizations/acme/deleted-servers").await;
    assert_eq!(none.json["items"], json!([]));
}

#[tokio::test]
async fn a_name_that_is_taken_meanwhile_keeps_a_server_away() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.delete(&token, SERVER, json!({ "confirm": "mail" })).await;
    create_server(&test, &test.organization, "mail").await;
    let path = format!("/organizations/acme/servers/{}/restore", test.server.uuid);
    let refused = api.post(&token, &path, json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "name_taken"));
}

#[tokio::test]
async fn an_organization_comes_back_with_its_servers() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.delete(&token, "/organizations/acme", json!({ "confirm": "Acme" })).await;
    assert_eq!(api.get(&token, SERVER).await.status, StatusCode::NOT_FOUND);
    let deleted = api.get(&token, "/deleted-organizations").await;
    assert_eq!(deleted.json["items"][0]["uuid"], test.organization.uuid);
    let restored = api.post(&token, "/organizations/acme/restore", json!(null)).await;
    assert_eq!(restored.status, StatusCode::OK, "{}", restored.text);
    assert_eq!(api.get(&token, SERVER).await.status, StatusCode::OK);
    assert_eq!(api.post(&token, "/organizations/acme/restore", json!(null)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_purge_has_begun_with_stays_away() {
    let test = TestApp::start().await;
    let now = test.clock.now();
    test.tenancy.delete_server(&test.server, "mail").await.unwrap();
    let mark = "UPDATE servers SET is_being_purged = ? WHERE id = ?";
    let mut conn = test.store.write().await.unwrap();
    conn.execute(mark, &[true.into(), test.server.id.into()]).await.unwrap();
    assert!(!servers::restore(&mut conn, &test.server, now).await.unwrap());
    assert!(servers::list_deleted(&mut conn, test.organization.id, 9).await.unwrap().is_empty());
    drop(conn);
    let restored = test.tenancy.restore_server(test.organization.id, &test.server.uuid).await.unwrap();
    assert_eq!(restored, None);
    let mut conn = test.store.write().await.unwrap();
    assert!(organizations::list_deleted(&mut conn, 9).await.unwrap().is_empty());
    assert!(!organizations::restore(&mut conn, &test.organization, now).await.unwrap());
    let due = purge::list_servers(&mut conn, now + std::time::Duration::from_secs(1)).await.unwrap();
    assert_eq!(due, [test.server.id]);
}

#[tokio::test]
async fn a_domain_moves_to_the_organization_and_back_with_its_keys() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let records = async |path: &str| api.get(&token, &format!("{path}/records")).await.json["items"].clone();
    let (at_server, at_organization) =
        (format!("{SERVER}/domains/acme.example"), "/organizations/acme/domains/acme.example".to_owned());
    let before = records(&at_server).await;
    let moved = api.post(&token, &format!("{at_server}/move"), json!({})).await;
    assert_eq!((moved.status, &moved.json["name"]), (StatusCode::OK, &json!("acme.example")), "{}", moved.text);
    assert_eq!(api.get(&token, &at_server).await.status, StatusCode::NOT_FOUND);
    assert_eq!(records(&at_organization).await, before);
    let second = create_server(&test, &test.organization, "second").await;
    let route = json!({ "name": "sales", "domain": test.domain.uuid, "endpoint": "Accept" });
    let made = api.post(&token, "/organizations/acme/servers/second/routes", route).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let refused = api.post(&token, &format!("{at_organization}/move"), json!({ "server": "mail" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "used_by_others"));
    let moved = api.post(&token, &format!("{at_organization}/move"), json!({ "server": second.permalink })).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text);
    let (_, limited) = member(&test, &test.organization, Role::Developer, Some(&[second.id])).await;
    let path = "/organizations/acme/servers/second/domains/acme.example/move";
    assert_eq!(api.post(&limited, path, json!({})).await.status, StatusCode::FORBIDDEN);
}
