//! Users, as administrators look after them, and lost passwords.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::app::Roles;
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_user};
use crate::support::mails;
use crate::support::management_api::{Api, PASSWORD, member};

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|it| format!("{} {}", it["first_name"].as_str().unwrap(), it["last_name"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn users_are_made_and_listed_by_name() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    for (first, last) in [("grace", "Hopper"), ("Ada", "Byron"), ("Grace", "Abel")] {
        let body = json!({ "email_address": format!("{last}@x.example"), "first_name": first, "last_name": last,
            "password": PASSWORD, "password_confirmation": PASSWORD, "organization_ids": ["acme"] });
        let made = api.post(&token, "/users", body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        assert_eq!(made.json["organizations"][0]["role"], "developer");
        assert_eq!((&made.json["time_zone"], &made.json["admin"]), (&json!("UTC"), &json!(false)));
    }
    let all = ["Ada Byron", "Ada Lovelace", "Grace Abel", "grace Hopper"];
    let first = api.get(&token, "/users?limit=3").await;
    assert_eq!(names(&first.json), all[..3]);
    assert!(!first.text.contains("argon2"));
    let path = format!("/users?limit=3&cursor={}", first.json["next_cursor"].as_str().unwrap());
    assert_eq!(names(&api.get(&token, &path).await.json), all[3..]);

    let body = json!({ "email_address": "ABEL@x.example", "first_name": " ", "last_name": "x", "password": "short",
        "password_confirmation": "other", "organization_ids": ["acme", "none"] });
    let refused = api.post(&token, "/users", body).await;
    let expected = [
        "/email_address taken",
        "/first_name blank",
        "/organization_ids/1 inclusion",
        "/password too_short",
        "/password_confirmation confirmation",
    ];
    assert_eq!(refused.fields(), expected);
    let body = json!({ "email_address": "test+tagged", "first_name": "x", "last_name": "x" });
    assert_eq!(api.post(&token, "/users", body).await.fields(), ["/email_address invalid", "/password blank"]);
}

#[tokio::test]
async fn where_openid_is_on_a_user_needs_no_password() {
    let test = TestApp::with(Roles::ALL, |config| config.oidc.enabled = true).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "email_address": "test+tagged@EXAMPLE.COM", "first_name": "x", "last_name": "y" });
    let made = api.post(&token, "/users", body).await;
    assert_eq!((made.status, &made.json["has_password"]), (StatusCode::CREATED, &json!(false)));
}

#[tokio::test]
async fn a_refused_change_of_a_user_changes_nothing() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let me = format!("/users/{}", test.user.uuid);
    let body = json!({ "admin": false, "first_name": "Grace", "organization_ids": ["acme"] });
    let refused = api.patch(&token, &me, body).await;
    assert_eq!(
        (refused.status, refused.fields()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["/admin invalid".to_owned()])
    );
    let shown = api.get(&token, &me).await;
    assert_eq!((&shown.json["first_name"], &shown.json["organizations"]), (&json!("Ada"), &json!([])));

    let other = create_user(&test, "other@acme.example", true).await;
    let path = format!("/users/{}", other.uuid);
    let body = json!({ "admin": false, "email_address": "new@acme.example", "organization_ids": ["acme"] });
    let changed = api.patch(&token, &path, body).await;
    assert_eq!((&changed.json["admin"], &changed.json["email_address"]), (&json!(false), &json!("new@acme.example")));
    assert_eq!(changed.json["organizations"][0]["permalink"], "acme");
}

#[tokio::test]
async fn memberships_that_stay_keep_their_role() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (user, _) = member(&test, &test.organization, Role::Support, None).await;
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let path = format!("/users/{}/organizations", user.uuid);
    let set = async |body: Value| api.call(&token, Method::PUT, &path, body).await;
    let both = set(json!({ "organization_ids": ["beta", &test.organization.uuid, "acme"], "role": "viewer" })).await;
    let roles: Vec<(&str, &str)> = both.json["organizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["permalink"].as_str().unwrap(), it["role"].as_str().unwrap()))
        .collect();
    assert_eq!(roles, [("acme", "support"), ("beta", "viewer")]);
    assert_eq!(set(json!({ "organization_ids": ["none"] })).await.fields(), ["/organization_ids/0 inclusion"]);
    assert_eq!(set(json!({ "organization_ids": [] })).await.json["organizations"], json!([]));
}

#[tokio::test]
async fn a_deleted_user_is_logged_out_and_leaves_organizations_to_who_deletes() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let me = format!("/users/{}", test.user.uuid);
    let refused = api.delete(&token, &me, json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "own_account"));

    let (owner, theirs) = member(&test, &test.organization, Role::Owner, Some(&[test.server.id])).await;
    let set = api.post(&token, "/organizations/acme/set_owner", json!({ "user": owner.email_address })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    let cookie = api.log_in(&owner.email_address, PASSWORD).await.cookie();
    let gone = api.delete(&token, &format!("/users/{}", owner.uuid), json!(null)).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text);
    assert_eq!(api.browse(&cookie, Method::GET, "/session", json!(null)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.get(&theirs, "/me").await.status, StatusCode::UNAUTHORIZED);
    let acme = test.tenancy.find_organization("acme").await.unwrap().unwrap();
    assert_eq!(acme.owner_id, test.user.id);
    assert_eq!(api.get(&token, &format!("/users/{}", owner.uuid)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_owner_is_a_user_and_gets_the_role() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (user, theirs) = member(&test, &test.organization, Role::Viewer, None).await;
    let refused = api.post(&token, "/organizations/acme/set_owner", json!({ "user": "nobody@x.example" })).await;
    assert_eq!(refused.fields(), ["/user inclusion"]);
    assert_eq!(
        api.post(&token, "/organizations/acme/set_owner", json!({ "user": user.uuid })).await.status,
        StatusCode::OK
    );
    let acme = api.get(&theirs, "/organizations/acme").await.json;
    assert_eq!(acme["role"], "owner");
    assert_eq!(acme["owner"]["uuid"], user.uuid);
}

#[tokio::test]
async fn a_lost_password_is_reset_by_a_link_that_works_once_and_ends_all_sessions() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let begin = async |body: Value| api.browse("", Method::POST, "/password-resets", body).await;
    let known = begin(json!({ "email_address": "Admin@acme.example ", "return_to": "/org/acme?a=b" })).await;
    let unknown = begin(json!({ "email_address": "nobody@acme.example" })).await;
    assert_eq!((known.status, unknown.status), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT));
    assert_eq!(known.text, unknown.text);
    let queued = mails::queued(&test).await;
    assert_eq!(queued.len(), 1);
    assert_eq!(queued[0].subject, "Reset your Postal password");
    assert!(queued[0].body.contains("?return_to=%2Forg%2Facme%3Fa%3Db"), "{}", queued[0].body);
    assert!(queued[0].body.ends_with("Postal\npostal@example.com\n"), "{}", queued[0].body);

    let path = format!("/password-resets/{}", queued[0].after("https://postal.example.com/login/reset/"));
    let checked = api.browse("", Method::GET, &path, json!(null)).await;
    assert_eq!(checked.json["email_address"], "admin@acme.example");
    assert_eq!(checked.json["expires_at"], "2026-11-23T14:35:46.000000Z");
    let finish = async |password: &str| {
        let body = json!({ "password": password, "password_confirmation": password });
        api.browse("", Method::POST, &path, body).await
    };
    assert_eq!(finish("").await.fields(), ["/password blank"]);
    let done = finish("battery staple").await;
    assert_eq!((done.status, &done.json["user"]["email_address"]), (StatusCode::CREATED, &json!("admin@acme.example")));
    let status = async |cookie: &str| api.browse(cookie, Method::GET, "/session", json!(null)).await.status;
    assert_eq!(status(&cookie).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&done.cookie()).await, StatusCode::OK);
    assert_eq!(finish("battery staple").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.log_in("admin@acme.example", "battery staple").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn reset_links_end_after_a_day_or_with_the_next_one_and_are_not_stored() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let send = format!("/users/{}/send_reset", test.user.uuid);
    for _ in 0..2 {
        assert_eq!(api.post(&token, &send, json!(null)).await.status, StatusCode::NO_CONTENT);
    }
    let links: Vec<String> = mails::queued(&test).await.iter().map(|mail| mail.after("/login/reset/")).collect();
    let check = async |link: &str| api.browse("", Method::GET, &format!("/password-resets/{link}"), json!(null)).await;
    assert_eq!(check(&links[0]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(check(&links[1]).await.status, StatusCode::OK);
    let mut conn = test.store.read().await.unwrap();
    let stored: String = conn.fetch_one("SELECT token_hash FROM user_links", &[]).await.unwrap().get(0).unwrap();
    assert_ne!(stored, links[1]);
    drop(conn);
    test.clock.advance(Duration::from_secs(86400));
    assert_eq!(check(&links[1]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(test.accounts.delete_expired_links().await.unwrap(), 1);
    assert_eq!(test.accounts.delete_expired_links().await.unwrap(), 0);
}

#[tokio::test]
async fn whoever_asks_for_many_resets_has_to_wait() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let begin = async || {
        let body = json!({ "email_address": "admin@acme.example" });
        api.browse("", Method::POST, "/password-resets", body).await
    };
    for _ in 0..10 {
        assert_eq!(begin().await.status, StatusCode::NO_CONTENT);
    }
    let refused = begin().await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "30"));
    assert_eq!(mails::queued(&test).await.len(), 10);
}

#[tokio::test]
async fn without_passwords_there_is_no_reset() {
    let test = TestApp::with(Roles::ALL, |config| config.oidc.local_authentication_enabled = false).await;
    let api = Api::new(&test);
    let body = json!({ "email_address": "admin@acme.example" });
    let refused = api.browse("", Method::POST, "/password-resets", body).await;
    assert_eq!(refused.code(), "local_authentication_disabled");
}

#[tokio::test]
async fn with_openid_only_users_with_a_password_can_reset_it() {
    let test = TestApp::with(Roles::ALL, |config| config.oidc.enabled = true).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body = json!({ "email_address": "oidc@acme.example", "first_name": "x", "last_name": "y" });
    api.post(&token, "/users", body).await;
    for address in ["oidc@acme.example", "admin@acme.example"] {
        api.browse("", Method::POST, "/password-resets", json!({ "email_address": address })).await;
    }
    let recipients: Vec<String> = mails::queued(&test).await.into_iter().map(|mail| mail.recipient).collect();
    assert_eq!(recipients, ["admin@acme.example"]);
}

#[tokio::test]
async fn administrators_end_the_sessions_of_a_user() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let path = format!("/users/{}/end_sessions", test.user.uuid);
    assert_eq!(api.post(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.browse(&cookie, Method::GET, "/session", json!(null)).await.status, StatusCode::UNAUTHORIZED);
}
