//! Invitations to an organization.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_user};
use crate::support::mails;
use crate::support::management_api::{Api, PASSWORD, member};

const INVITES: &str = "/organizations/acme/invites";

/// Invites an address; answers the uuid and the path of the link.
async fn invite(test: &TestApp, api: &Api, token: &str, body: Value) -> (String, String) {
    let made = api.post(token, INVITES, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let mail = mails::queued(test).await.pop().unwrap();
    (made.json["uuid"].as_str().unwrap().to_owned(), format!("/invites/{}", mail.after("/invites/")))
}

#[tokio::test]
async fn an_invited_stranger_becomes_a_member_with_a_new_account() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "email_address": "grace@new.example", "role": "support", "has_all_servers": false,
        "servers": ["mail"] });
    let (_, link) = invite(&test, &api, &token, body).await;
    let mail = mails::queued(&test).await.pop().unwrap();
    assert_eq!((mail.recipient.as_str(), mail.subject.as_str()), ("grace@new.example", "You are invited to Acme"));
    let shown = api.browse("", Method::GET, &link, json!(null)).await;
    assert_eq!(shown.json["has_account"], false);
    assert_eq!((&shown.json["organization"], &shown.json["invited_by"]), (&json!("Acme"), &json!("Ada Lovelace")));

    let accept = format!("{link}/accept");
    let refused = api.browse("", Method::POST, &accept, json!({ "password": "short" })).await;
    assert_eq!(refused.fields(), ["/first_name blank", "/last_name blank", "/password too_short"]);
    let body = json!({ "first_name": "Grace", "last_name": "Hopper", "password": PASSWORD });
    let accepted = api.browse("", Method::POST, &accept, body.clone()).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text);
    let cookie = accepted.cookie();
    let organization = api.browse(&cookie, Method::GET, "/organizations/acme", json!(null)).await;
    assert_eq!(organization.json["role"], "support");
    let servers = api.browse(&cookie, Method::GET, "/organizations/acme/servers", json!(null)).await;
    assert_eq!(servers.json["items"].as_array().unwrap().len(), 1);
    assert_eq!(api.browse("", Method::POST, &accept, body).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&token, INVITES).await.json["items"], json!([]));
}

#[tokio::test]
async fn who_has_an_account_accepts_with_its_password_or_while_logged_in() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    create_user(&test, "grace@new.example", false).await;
    let body = json!({ "email_address": "Grace@new.example", "role": "viewer" });
    let (_, link) = invite(&test, &api, &token, body).await;
    assert_eq!(api.browse("", Method::GET, &link, json!(null)).await.json["has_account"], true);
    let accept = format!("{link}/accept");
    let refused = api.browse("", Method::POST, &accept, json!({ "password": "wrong password" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, "invalid_credentials"));
    let accepted = api.browse("", Method::POST, &accept, json!({ "password": PASSWORD })).await;
    assert_eq!(accepted.status, StatusCode::OK);

    let body = json!({ "email_address": "alias@new.example", "role": "developer" });
    let (_, link) = invite(&test, &api, &token, body).await;
    let accepted = api.browse(&accepted.cookie(), Method::POST, &format!("{link}/accept"), json!({})).await;
    assert_eq!((accepted.status, accepted.header("set-cookie")), (StatusCode::OK, ""));
    let members = api.get(&token, "/organizations/acme/members").await;
    assert_eq!(members.json["items"][0]["role"], "developer");
    assert_eq!(members.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn invitations_end_after_seven_days_are_sent_again_and_revoked() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "email_address": "grace@new.example", "role": "viewer" });
    let (uuid, first) = invite(&test, &api, &token, body.clone()).await;
    assert_eq!(api.post(&token, INVITES, body).await.fields(), ["/email_address taken"]);
    test.clock.advance(Duration::from_secs(7 * 86400));
    let status = async |link: &str| api.browse("", Method::GET, link, json!(null)).await.status;
    assert_eq!(status(&first).await, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&token, INVITES).await.json["items"][0]["expired"], true);
    let again = api.post(&token, &format!("{INVITES}/{uuid}/resend"), json!(null)).await;
    assert_eq!((again.status, &again.json["expired"]), (StatusCode::OK, &json!(false)));
    let mail = mails::queued(&test).await.pop().unwrap();
    let second = format!("/invites/{}", mail.after("/invites/"));
    assert_eq!((status(&first).await, status(&second).await), (StatusCode::NOT_FOUND, StatusCode::OK));
    let path = format!("{INVITES}/{uuid}");
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(status(&second).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_invites_above_their_own_role_or_a_member() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let (admin, token) = member(&test, &test.organization, Role::Admin, None).await;
    let refused = api.post(&token, INVITES, json!({ "email_address": "a@b.example", "role": "owner" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "role_above_own"));
    let body = json!({ "email_address": admin.email_address, "role": "viewer", "has_all_servers": false,
        "servers": ["none"] });
    assert_eq!(api.post(&token, INVITES, body).await.fields(), ["/email_address taken", "/servers/0 inclusion"]);
    assert!(mails::queued(&test).await.is_empty());
}

#[tokio::test]
async fn invitations_of_a_deleted_organization_are_gone() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (_, link) = invite(&test, &api, &token, json!({ "email_address": "a@b.example", "role": "viewer" })).await;
    let gone = api.delete(&token, "/organizations/acme", json!({ "confirm": "acme" })).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(api.browse("", Method::GET, &link, json!(null)).await.status, StatusCode::NOT_FOUND);
}
